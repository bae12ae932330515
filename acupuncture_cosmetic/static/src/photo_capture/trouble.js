import { _t } from "@web/core/l10n/translation";

const FILE = _t("Or choose a picture file; on a tablet you can also use its own camera there.");

/** Why the camera shows nothing, by its status, and what to do about it. */
export const TROUBLE = {
    starting: {
        title: _t("The camera is starting"),
        remedy: _t("If the browser asks whether this page may use it, allow it."),
    },
    denied: {
        title: _t("This page may not use the camera"),
        remedy: _t(
            "Allow the camera in the browser (the icon next to the address), then press Try Again."
        ),
        file: FILE,
    },
    missing: {
        title: _t("This device has no camera"),
        remedy: _t("Connect a camera or switch it on, then press Try Again."),
        file: FILE,
    },
    occupied: {
        title: _t("The camera does not respond"),
        remedy: _t("Close other programs and tabs that use it, then press Try Again."),
        file: FILE,
    },
    ended: {
        title: _t("The camera was switched off"),
        remedy: _t("Press Try Again when it is back on."),
        file: FILE,
    },
    insecure: {
        title: _t("The camera needs a secure connection"),
        remedy: _t("Open the clinic at its https address; your administrator knows it."),
        file: FILE,
    },
};
