/**
 * What the roles of a vault on AWS may do, as policies of IAM. Knows the names of objects and
 * tables, and nothing else of Firn; docs/cloud.md says how the roles are used.
 */
@NullMarked
package dev.firn.iam;

import org.jspecify.annotations.NullMarked;
