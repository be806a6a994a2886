"""A host in a folder: configuration, keys, state and cache of its own, with one volume."""

import json
import os
import subprocess

import measure

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def call(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


class Host:
    """Runs Firn, by default the one of this tree, and prints figures as they come."""

    def __init__(self, program, home, volume, vault):
        self.program, self.home, self.volume, self.vault = program, home, volume, vault
        self.config = os.path.join(home, "firn.toml")
        self.log = os.path.join(home, "log")
        self.figures = {}

    def firn(self, *words):
        return [self.program, *words, "--config", self.config]

    def run(self, *words, output=None):
        return measure.run([self.firn(*words)], self.log, self.home, output=output)

    def json(self, *words):
        printed = subprocess.run(
            self.firn(*words, "--json"), check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        return json.loads(printed.stdout)

    def note(self, name, value, unit):
        self.figures[name] = value
        print(f"{name}: {value:,.3f} {unit}", flush=True)

    def initialise(self):
        key = os.path.join(self.home, "key")
        subprocess.run(["age-keygen", "-o", key], check=True, stderr=subprocess.DEVNULL)
        recipient = subprocess.run(
            ["age-keygen", "-y", key], check=True, stdout=subprocess.PIPE, text=True
        ).stdout.strip()
        call(*self.firn("init", self.vault, "--volume", f"data={self.volume}", "--recipient", recipient))
        with open(self.config) as file:
            text = file.read()
        for name, path in (("state", "state"), ("cache", "cache"), ("identity", "key")):
            line = next(l for l in text.splitlines() if l.startswith(f"#{name} = "))
            text = text.replace(line, f'{name} = "{os.path.join(self.home, path)}"')
        with open(self.config, "w") as file:
            file.write(text)
