from functools import cached_property

from ...engine import form_merge


class Unsent:
    """What was typed on the pages of a link and not sent yet, as a visit may see it.

    It is kept as it is typed, however unfinished, so that nothing gets lost. Two
    windows or devices may type on one step: neither replaces unseen what the other
    wrote.
    """

    def __init__(self, bundle):
        self._bundle = bundle

    @cached_property
    def _row(self):
        """The row of the link, whoever typed it."""
        bundle = self._bundle
        drafts = bundle.env["acupuncture.form.draft"]
        return drafts.search([("link_id", "=", bundle.link.id)], limit=1)

    @cached_property
    def _mine(self):
        """The row, as far as this visit may see it."""
        visit = self._bundle.visit
        mine = self._bundle.sees_earlier or self._row.visit == visit.get("key")
        return self._row if mine else self._row.browse()

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def is_done(self, step):
        """Tell whether a step was sent and found complete."""
        return bool(self._mine._typed(step).get("done"))

    def any_done(self):
        """Tell whether any step was."""
        return any(sent.get("done") for sent in (self._mine.screens or {}).values())

    def words(self, step):
        """Return {field name: text} of a step, as last typed or sent."""
        return self._mine._typed(step).get("typed", {})

    def own_words(self, step):
        """Return what was typed on a step, to the one who typed it.

        As long as no date of birth is known, that is the same visit alone.
        """
        if self._bundle.birth_date or self._mine.visit == self._bundle.visit.get("key"):
            return self.words(step)
        return {}

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    def keep(self, step, sent):
        """Keep what is being typed on a step."""
        lengths = self._bundle.part(step).lengths(step)
        self.put(step, typed={name: sent[name] for name in lengths if name in sent})

    def put(self, step, **facts):
        """Note of a step what was ``typed``, and whether it is ``done``."""
        if self._row:
            self._row._lock()
            if not self._mine:  # somebody else's, on the same link
                self._row.screens = False
        else:
            self._row = self._bundle.env["acupuncture.form.draft"]._begin(
                self._bundle.link
            )
        self._mine = self._row
        self._mine.visit = self._bundle.visit["key"]
        self._mine._keep(step, facts)

    def open_again(self, step):
        """Let a step that was sent be sent once more, as it was typed."""
        self._mine._keep(step, {"typed": self.words(step)})

    def forget(self, step):
        """Forget a step whose values stand in a record by now."""
        if self._mine:
            self._mine._lock()
            self._mine._forget(step)

    def remove(self):
        """Forget everything, also what another visit typed."""
        self._row._lock()
        self._row.unlink()

    # ------------------------------------------------------------------
    # Two windows, two devices
    # ------------------------------------------------------------------

    def _state(self, step):
        """Return what is known of a step: as typed, or else as sent before."""
        part = self._bundle.part(step)
        known = self.own_words(step) or part.known(step)
        return form_merge.state(known, part.lengths(step))

    def state_name(self, step):
        """Return by what a page tells which state of the step it was shown."""
        return form_merge.digest(self._state(step))

    def clash(self, step, sent):
        """Return both states in one, where somebody else wrote since a page was shown.

        :return: ``(values, {place on the page: message})``, or nothing
        """
        part = self._bundle.part(step)
        if not part.merges or not sent.get("seen"):
            return None
        lengths = part.lengths(step)
        stored = self._state(step)
        mine = form_merge.state(sent, lengths)
        own = self._bundle.visit.get("written", {}).get(sent.get("page"))
        if form_merge.digest(stored) in (sent["seen"], own, form_merge.digest(mine)):
            return None
        values = form_merge.merge(stored, mine, lengths)
        messages = {
            part.place(name): self._both_kept(mine.get(name, ""), values.get(name, ""))
            for name in form_merge.differing(stored, mine)
        }
        return values, messages

    def _both_kept(self, text, kept):
        """Return what to tell about a field that two wrote on.

        :param kept: what stands there now; a ``text`` that is not in it is quoted
        """
        if text and text not in kept:
            return self._bundle.env._(
                "This was changed in another window or on another device "
                "meanwhile. Here it said “%(text)s”.",
                text=text,
            )
        return self._bundle.env._(
            "This was changed in another window or on another device meanwhile. Both "
            "are kept: please read it over."
        )
