"""The client's page: forms on their way, and what to do next."""

from ...engine import next_step
from ..foundation.client_page import client_part
from ..foundation.groups import BILLING, FRONT_DESK, PRACTITIONER

SHOWN = 3


@client_part("forms", FRONT_DESK)
def forms(page):
    """Return the forms that were asked for lately, and what became of each."""
    links = page.env["acupuncture.form.link"].search(
        [*page.domain(), ("revoked_at", "=", False)], limit=SHOWN
    )
    return [
        {
            "id": link.id,
            "purpose": page.label(link, "purpose"),
            "on": page.day(page.company._clinic_date(link.create_date)),
            "to": link.sent_to or "",
            "state": link.state,
            "state_label": page.label(link, "state"),
            "delivery": link.delivery_state or "",
            "delivery_label": page.label(link, "delivery_state") or "",
        }
        for link in links
    ]


@client_part("next_step", FRONT_DESK, BILLING)
def next_one(page):
    """Return what to do next: its words, and what its button does; or nothing."""
    standing = _standing(page)
    code = next_step.decide(
        standing,
        desk=page.sees(FRONT_DESK),
        clinician=page.sees(PRACTITIONER),
        billing=page.sees(BILLING),
    )
    return {"code": code, **_STEPS[code](page)} if code else None


def _standing(page):
    visits, courses = page.said["visits"], page.said["courses"]["rows"]
    running = [course for course in courses if course["is_open"]]
    endings = [each["ends_in"] for each in running if each["ends_in"] is not None]
    history = page.said.get("history") or {}
    return next_step.Standing(
        unfinished=bool(visits["unfinished"]),
        visit_ahead=bool(visits["next"]),
        forms_missing=_forms_missing(page, visits["next"]),
        forms_on_their_way=any(
            link["state"] == "open" and link["delivery"] != "failed"
            for link in page.said.get("forms", ())
        ),
        to_review=history.get("to_review", False),
        unbooked=sum(each["left"] for each in running if each["is_bookable"]),
        ends_in=min(endings, default=None),
        has_course=bool(running),
        was_here=bool(visits["held"] or courses),
        owes=bool(_due(page)),
    )


def _forms_missing(page, visit):
    """Tell whether the next visit lacks forms; only the desk asks."""
    if not visit or not page.sees(FRONT_DESK):
        return False
    if visit["kind"] == "consultation":
        return not page.said["person"]["has_history"]
    session = page.env["acupuncture.session"].browse(visit["id"])
    return not session._with_complete_forms()


def _button(label, why, model, res_id, method):
    """Return a step whose button calls a verb, which checks by itself who may."""
    verb = {"model": model, "id": res_id, "method": method}
    return {"label": label, "why": why, "verb": verb}


def _window(label, why, name, model, res_id=False, **defaults):
    """Return a step whose button opens a form."""
    return {
        "label": label,
        "why": why,
        "action": {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "res_id": res_id,
            "views": [[False, "form"]],
            "context": {f"default_{key}": value for key, value in defaults.items()},
        },
    }


def _unfinished(page):
    visit = page.said["visits"]["unfinished"]
    told = {"model": "acupuncture.session", "res_id": visit["id"]}
    is_treatment = visit["kind"] == "treatment"
    if visit["state"] == "in_treatment":
        why = page.env._("The visit of %(when)s is still open.", when=visit["at"])
        if is_treatment and page.sees(PRACTITIONER):
            return _button(
                page.env._("Open the Chart"), why, **told, method="action_open_chart"
            )
        return _window(page.env._("Open the Visit"), why, page.env._("Visit"), **told)
    if visit["state"] == "arrived":
        why = page.env._("The client is here.")
        if is_treatment and page.sees(PRACTITIONER):
            return _button(page.env._("Start"), why, **told, method="action_open_gate")
        if is_treatment:
            label = page.env._("Open the Checklist")
            return _button(label, why, **told, method="action_view_gate")
        return _window(page.env._("Open the Visit"), why, page.env._("Visit"), **told)
    why = page.env._("Nobody said whether the client came: %(when)s.", when=visit["at"])
    return _window(page.env._("Say What Happened"), why, page.env._("Visit"), **told)


def _forms(page):
    why = page.env._(
        "History or signatures are missing before %(when)s.",
        when=page.said["visits"]["next"]["at"],
    )
    told = {"model": "res.partner", "res_id": page.client.id}
    if page.client.email:
        return _button(
            page.env._("Send the Forms"), why, **told, method="action_send_forms"
        )
    return _button(
        page.env._("Forms on Tablet"), why, **told, method="action_open_tablet"
    )


def _review(page):
    return _button(
        page.env._("Review the History"),
        page.env._("A health history waits for a practitioner."),
        "res.partner",
        page.client.id,
        "action_review",
    )


def _book(page):
    course = next(
        each
        for each in page.said["courses"]["rows"]
        if each["is_bookable"] and each["left"]
    )
    why = page.env._(
        "%(left)s sessions of %(course)s are not booked.",
        left=course["left"],
        course=course["name"],
    )
    label = page.env._("Book the Sessions")
    model, verb = "acupuncture.course", "action_plan_sessions"
    return _button(label, why, model, course["id"], verb)


def _expiring(page):
    course = min(
        (each for each in page.said["courses"]["rows"] if each["ends_in"] is not None),
        key=lambda each: each["ends_in"],
    )
    why = page.env._(
        "%(course)s can be used until %(day)s.",
        course=course["name"],
        day=course["until"],
    )
    if course["left"] and course["is_bookable"]:
        label = page.env._("Book the Rest")
        verb = "action_plan_sessions"
        return _button(label, why, "acupuncture.course", course["id"], verb)
    return _window(
        page.env._("Open the Course"),
        why,
        page.env._("Course"),
        "acupuncture.course",
        course["id"],
    )


def _due(page):
    """Return what is to be paid, of courses and of missed visits, each in words."""
    balance = page.said["balance"]
    return [balance["due"]] * balance["owes"] + page.said["fees"]


def _collect(page):
    amount = " + ".join(_due(page))
    return _button(
        page.env._("Open What Is Due"),
        page.env._("%(amount)s is not paid yet.", amount=amount),
        "res.partner",
        page.client.id,
        "action_view_due",
    )


def _sell(page):
    return _window(
        page.env._("Sell a Course"),
        page.env._("No course is open and no visit is booked."),
        page.env._("New Quotation"),
        "sale.order",
        partner_id=page.client.id,
    )


def _consult(page):
    return _window(
        page.env._("Book a Consultation"),
        page.env._("Nothing is booked or sold yet: it begins with a talk."),
        page.env._("New Consultation"),
        "acupuncture.session",
        client_id=page.client.id,
        kind="consultation",
    )


_STEPS = {
    next_step.UNFINISHED: _unfinished,
    next_step.FORMS: _forms,
    next_step.REVIEW: _review,
    next_step.BOOK: _book,
    next_step.EXPIRING: _expiring,
    next_step.COLLECT: _collect,
    next_step.SELL: _sell,
    next_step.CONSULT: _consult,
}
