"""Keys of the context that open a door for our own code alone."""


class PrivateKey:
    """A key that no caller can present: its value never leaves this process.

    Whoever calls over RPC, or stores a context, may send the name of the key, never
    this very object, and the object is what is asked for.
    """

    def __init__(self, name):
        self.name = f"acupuncture_{name}"

    def on(self, records):
        """Return ``records`` with the door open for what is done through them."""
        return records.with_context(**{self.name: self})

    def off(self, records):
        """Return ``records`` with the door closed again."""
        if not self.opens(records):
            return records
        return records.with_context(**{self.name: None})

    def opens(self, records):
        """Tell whether our own code opened the door for these records."""
        return records.env.context.get(self.name) is self
