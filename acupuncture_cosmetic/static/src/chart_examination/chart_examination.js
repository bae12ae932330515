import { Component, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { getFieldDomain } from "@web/model/relational_model/utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { pulse, tongue } from "./pictures";

/** The drawing of one term. */
export class TermPicture extends Component {
    static template = "acupuncture_cosmetic.TermPicture";
    static props = { kind: String, code: { type: [String, Boolean], optional: true } };

    get isPulse() {
        return this.props.kind === "pulse";
    }

    get drawing() {
        return this.isPulse ? pulse(this.props.code) : tongue(this.props.code);
    }
}

let lastId = 0;

/** Tongue or pulse: as many words as fit, chosen by their pictures. */
export class ChartExamination extends Component {
    static template = "acupuncture_cosmetic.ChartExamination";
    static components = { TermPicture };
    static props = {
        ...standardFieldProps,
        domain: { type: [Array, Function], optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.opener = useRef("opener");
        this.panelId = `o_examination_${++lastId}`;
        this.state = useState({ open: false, terms: [] });
    }

    get list() {
        return this.props.record.data[this.props.name];
    }

    get label() {
        return this.props.record.fields[this.props.name].string;
    }

    /** Return what is chosen; a row that is just being read has no words yet. */
    get chosen() {
        const known = this.list.records.filter((row) => row.data.kind);
        return known.map((row) => ({
            id: row.resId,
            name: row.data.display_name,
            code: row.data.code,
            kind: row.data.kind,
        }));
    }

    /** Return what last time says, where nothing is chosen yet. */
    get before() {
        const before = this.props.record.data.words_before;
        const terms = before?.terms?.[this.props.name] || [];
        if (!terms.length || this.list.currentIds.length) {
            return null;
        }
        return { terms, text: terms.map((term) => term.name).join(", "), day: before.day };
    }

    get beforeTitle() {
        return _t("As on %s", this.before.day);
    }

    /** Return the terms in groups, as one looks at a tongue. */
    get groups() {
        const labels = {
            tongue_color: _t("Colour"),
            tongue_shape: _t("Shape"),
            tongue_coat: _t("Coating"),
            tongue_moisture: _t("Moisture"),
            pulse: _t("Pulse"),
        };
        return Object.entries(labels)
            .map(([kind, label]) => ({
                kind,
                label,
                terms: this.state.terms.filter((term) => term.kind === kind),
            }))
            .filter((group) => group.terms.length);
    }

    isChosen(term) {
        return this.list.currentIds.includes(term.id);
    }

    async toggle() {
        if (!this.state.open && !this.state.terms.length) {
            const { name, record } = this.props;
            const { relation } = record.fields[name];
            const domain = getFieldDomain(record, name, this.props.domain);
            const company = this.props.record.data.company_id?.id;
            const own = company ? [["company_id", "in", [company, false]]] : [];
            this.state.terms = await this.orm.searchRead(
                relation,
                [...domain, ...own],
                ["name", "kind", "code"]
            );
        }
        this.state.open = !this.state.open;
    }

    async choose(term) {
        const change = this.isChosen(term) ? { remove: [term.id] } : { add: [term.id] };
        await this.list.addAndRemove(change);
    }

    async takeOver() {
        await this.list.addAndRemove({ add: this.before.terms.map((term) => term.id) });
    }

    /** Escape puts the pictures away, and nothing else. */
    onKeydown(ev) {
        if (ev.key === "Escape" && this.state.open) {
            ev.preventDefault();
            ev.stopPropagation();
            this.state.open = false;
            this.opener.el.focus();
        }
    }
}

registry.category("fields").add("acupuncture_examination", {
    component: ChartExamination,
    displayName: _t("Tongue or Pulse in Pictures"),
    supportedTypes: ["many2many"],
    relatedFields: [
        { name: "display_name", type: "char" },
        { name: "kind", type: "selection", selection: [] },
        { name: "code", type: "char" },
    ],
    fieldDependencies: [
        { name: "words_before", type: "json" },
    ],
});
