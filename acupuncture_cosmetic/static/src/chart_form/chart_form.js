import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Record } from "@web/model/relational_model/record";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { formView } from "@web/views/form/form_view";

const TEXTS = ["char", "text"];

/** Tell with each changed text what it was when it was read, so that none gets lost. */
export class ChartRecord extends Record {
    _getChanges(changes, options) {
        const result = super._getChanges(changes, options);
        if (!this.resId || options?.withReadonly || !("texts_seen" in this.activeFields)) {
            return result;
        }
        const seen = {};
        for (const name of this._textsOf(result)) {
            seen[name] = this._values[name] || "";
        }
        return Object.keys(seen).length ? { ...result, texts_seen: seen } : result;
    }

    _textsOf(changes) {
        return Object.keys(changes).filter((name) => TEXTS.includes(this.fields[name]?.type));
    }

    async _save(options = {}) {
        const sent = this._getChanges();
        if (!sent.texts_seen || this.model._urgentSave) {
            return super._save(options);
        }
        // Read anew what is stored now, before another chart is looked at.
        const saved = await super._save({ ...options, reload: true, nextId: undefined });
        if (saved === true) {
            this._tellOfColleague(sent);
            if (options.nextId) {
                await this.model.load({ resId: options.nextId });
            }
        }
        return saved;
    }

    _tellOfColleague(sent) {
        const texts = this._textsOf(sent)
            .filter((name) => this.data[name] !== (sent[name] || ""))
            .map((name) => this.fields[name].string);
        if (texts.length) {
            this.model.notification.add(
                _t(
                    "%s: a colleague wrote there at the same time. Both texts are kept, yours stands last. Read them over.",
                    texts.join(", ")
                ),
                { type: "warning", sticky: true }
            );
        }
    }
}

export class ChartModel extends RelationalModel {
    static Record = ChartRecord;
}

registry.category("views").add("acupuncture_chart_form", { ...formView, Model: ChartModel });
