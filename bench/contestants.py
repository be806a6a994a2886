"""What is measured: the stock pipeline, Firn, and bare btrfs send as the floor."""

import os
import re
import subprocess

import measure
import place


class Keys:
    """One age key for both, not protected: a passphrase costs age and Firn the same second."""

    def __init__(self, folder):
        self.identity = os.path.join(folder, "key")
        if os.path.exists(self.identity):
            os.remove(self.identity)
        subprocess.run(
            ["age-keygen", "-o", self.identity], check=True, stderr=subprocess.DEVNULL
        )
        printed = subprocess.run(
            ["age-keygen", "-y", self.identity], check=True, stdout=subprocess.PIPE, text=True
        )
        self.recipient = printed.stdout.strip()


class Floor:
    """What no backup can be faster than."""

    name = "btrfs send"

    def __init__(self, where, log):
        self.where, self.log = where, log

    def backup(self):
        send = ["btrfs", "send", "-q", self.where.snapshot]
        return measure.run([send], self.log, self.where.stored), 0


class Stock:
    """btrfs send | zstd -3 -T2 | age, and back."""

    name = "stock"

    def __init__(self, where, log, keys):
        self.where, self.log, self.keys = where, log, keys

    def _file(self):
        return os.path.join(self.where.stored, "stock")

    def backup(self):
        if os.path.exists(self._file()):
            os.remove(self._file())
        commands = [
            ["btrfs", "send", "-q", self.where.snapshot],
            ["zstd", "-q", "-3", "-T2"],
            ["age", "-r", self.keys.recipient],
        ]
        usage = measure.run(commands, self.log, self.where.stored, output=self._file())
        return usage, place.bytes_below(self._file())

    def restore(self):
        destination = self.where.new_destination()
        commands = [
            ["age", "-d", "-i", self.keys.identity, self._file()],
            ["zstd", "-q", "-d"],
            ["btrfs", "-q", "receive", destination],
        ]
        return measure.run(commands, self.log, self.where.target)


class Firn:
    """firn backup into a new vault, and firn restore."""

    name = "firn"

    def __init__(self, where, log, keys, program):
        self.where, self.log, self.keys, self.program = where, log, keys, program

    def _command(self, *arguments):
        config = os.path.join(self.where.stored, "firn", "firn.toml")
        return [self.program, *arguments, "--config", config]

    def backup(self):
        folder = self.where.new_folder("firn")
        vault = os.path.join(folder, "vault")
        self._init(folder, vault)
        command = self._command("backup", "--snapshot", self.where.snapshot, "data")
        usage = measure.run([command], self.log, self.where.stored)
        return usage, place.bytes_below(vault)

    def _init(self, folder, vault):
        volume = "data=" + os.path.join(os.path.dirname(self.where.snapshot), "data")
        recipient = self.keys.recipient
        init = self._command("init", vault, "--volume", volume, "--recipient", recipient)
        subprocess.run(init, check=True, stdout=subprocess.DEVNULL)
        config = os.path.join(folder, "firn.toml")
        with open(config) as file:
            text = file.read()
        # Nothing is left on the machine.
        text = re.sub("(?m)^#state = .*$", f'state = "{folder}/state"', text)
        with open(config, "w") as file:
            file.write(text)

    def restore(self):
        destination = self.where.new_destination()
        command = self._command(
            "restore", "data", destination, "--identity", self.keys.identity
        )
        return measure.run([command], self.log, self.where.target)
