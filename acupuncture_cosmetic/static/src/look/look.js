import { session } from "@web/session";

/** The colour a clinic has chosen: our own screens wear it, Odoo's bars stay Odoo's. */
if (session.acupuncture_accent) {
    const root = document.documentElement;
    root.style.setProperty("--clinic-accent", session.acupuncture_accent);
    root.classList.add("o_clinic_look");
}
