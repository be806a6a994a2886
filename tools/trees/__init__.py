"""Trees on btrfs for Firn's tests: made (base, steps), walked and compared, all without Firn's code."""
