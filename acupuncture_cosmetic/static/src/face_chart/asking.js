import { AlertDialog, ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { DangerDialog, FORBIDDEN, asksWhy, factOf, factsToTell } from "./danger";
import { nameOf } from "./reading";
import { sentence } from "./words";

/** What is said and asked before a needle goes in. */
export class Asking {
    /**
     * @param dialog Odoo's service
     * @param {Function} chart returns ``{byKey, closed, isPlan, learns}`` of the moment
     */
    constructor(dialog, chart) {
        this.dialog = dialog;
        this.chart = chart;
    }

    /**
     * What is said before a point is needled on these sides.
     *
     * @returns what the needles say of it, or false when there shall be none
     */
    async heed(point, sides) {
        const { byKey, isPlan, learns } = this.chart();
        const forbidden = factOf(point, FORBIDDEN);
        if (forbidden) {
            return this.refuse(_t("%s is not needled", nameOf(point)), forbidden.words);
        }
        if (isPlan) {
            return {};
        }
        if (point.supervised && learns) {
            return this.waitFor(point);
        }
        const facts = factsToTell(point, sides, byKey);
        return facts.length ? this.askDanger(point, facts, asksWhy(facts)) : {};
    }

    /** The same, and a closed point only when the practitioner says so. */
    async ask(point, sides) {
        const reason = this.chart().closed[point.id];
        const told = await this.heed(point, sides);
        return told && (!reason || (await this.confirm(point, reason))) && told;
    }

    waitFor(point) {
        return this.refuse(
            _t("%s waits for your supervisor", nameOf(point)),
            _t("At the eye, on the neck and chest the supervisor must be present first, and press I Am Present in this chart.")
        );
    }

    refuse(title, body) {
        this.dialog.add(AlertDialog, { title, body });
        return false;
    }

    /** Name the danger; resolves to what the needle says of it, or false. */
    askDanger(point, facts, why) {
        return new Promise((resolve) => {
            this.dialog.add(
                DangerDialog,
                {
                    title: nameOf(point),
                    facts,
                    why,
                    confirm: (reason) =>
                        resolve(reason ? { danger_accepted: true, danger_reason: reason } : {}),
                },
                { onClose: () => resolve(false) }
            );
        });
    }

    confirm(point, reason) {
        return new Promise((resolve) => {
            this.dialog.add(
                ConfirmationDialog,
                {
                    title: _t("%s is closed", nameOf(point)),
                    body: _t("%(reason)s Place a needle here anyway?", { reason: sentence(reason) }),
                    confirmLabel: _t("Place it"),
                    cancelLabel: _t("Leave it out"),
                    confirm: () => resolve(true),
                    cancel: () => resolve(false),
                },
                { onClose: () => resolve(false) }
            );
        });
    }
}
