class Part:
    """Pages of one kind in a bundle: their fields, what they show, what they take in.

    ``template`` names the page; where ``merges`` is false, what two windows typed there
    is not put together.
    """

    template = None
    merges = True

    def __init__(self, bundle):
        self.bundle = bundle
        self.link = bundle.link
        self.env = bundle.env

    def template_of(self, _step):
        """Return the name of the template of a step."""
        return self.template

    def title(self, _step):
        """Return the heading of a step, in the client's language."""
        raise NotImplementedError

    def lengths(self, step):
        """Return {field name: longest text} of a step, in the order of the page.

        Nothing else is read of what a browser sends.
        """
        raise NotImplementedError

    def values(self, _step):
        """Return what the template of a step shows besides the fields."""
        return {}

    def known(self, _step):
        """Return {field name: text} of what was sent before, as the page shows it."""
        return {}

    def place(self, name):
        """Return where on the page an error of a field is shown."""
        return name

    def is_done(self, step):
        """Tell whether a step was sent and found complete."""
        return self.bundle.unsent.is_done(step)

    def save(self, step, typed):
        """Take in what was sent of a step.

        :raises FormErrors: by field name of the page
        """
        raise NotImplementedError
