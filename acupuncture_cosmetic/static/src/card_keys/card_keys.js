import { useEffect } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";

const KEYS = ["Enter", " "];

/** A button in a card answers to its own keys; Odoo keeps them for the card. */
function leaveToButton(ev) {
    if (KEYS.includes(ev.key) && ev.target.closest("button, a[href]")) {
        ev.stopPropagation();
    }
}

patch(KanbanRenderer.prototype, {
    setup() {
        super.setup(...arguments);
        if (!this.props.list.resModel.startsWith("acupuncture.")) {
            return;
        }
        useEffect(
            (el) => {
                el?.addEventListener("keydown", leaveToButton);
                return () => el?.removeEventListener("keydown", leaveToButton);
            },
            () => [this.rootRef.el]
        );
    },
});
