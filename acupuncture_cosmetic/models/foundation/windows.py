"""Windows that buttons open."""


def dialog(model, title, size=None, **defaults):
    """Return the action that opens an empty form of ``model`` above the page.

    :param size: ``medium`` or another size of Odoo's dialogs; large without one
    :param defaults: values to begin with; commands for a list of records
    """
    given = {f"default_{name}": value for name, value in defaults.items()}
    return {
        "type": "ir.actions.act_window",
        "name": title,
        "res_model": model._name,
        "view_mode": "form",
        "views": [(False, "form")],
        "target": "new",
        "context": {**given, "dialog_size": size} if size else given,
    }
