import { WarningDialog } from "@web/core/errors/error_dialogs";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** Dragged to a time when nobody works: ask. A form has a box to tick instead. */
export class OffHoursDialog extends WarningDialog {
    static template = "acupuncture_cosmetic.OffHoursDialog";

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get mayMove() {
        const view = this.action.currentController?.view;
        const drags = ["calendar", "acupuncture_day"].includes(view?.type);
        return Boolean(this.props.data.context.session_id) && drags;
    }

    async move() {
        const { session_id, place } = this.props.data.context;
        await this.orm.write("acupuncture.session", [session_id], { ...place, off_hours: true });
        this.props.close();
        await this.action.doAction({ type: "ir.actions.client", tag: "soft_reload" });
    }
}

registry
    .category("error_dialogs")
    .add(
        "odoo.addons.acupuncture_cosmetic.models.schedule.booked_mixin.OffHoursError",
        OffHoursDialog
    );
