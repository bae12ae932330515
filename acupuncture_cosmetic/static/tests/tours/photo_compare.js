import { registry } from "@web/core/registry";
import { patiently } from "./patiently";

const STAGE = ".o_compare_stage";
const SLIDER = `${STAGE} .o_compare_handle[role=slider]`;

registry.category("web_tour.tours").add("acupuncture_photo_compare", {
    steps: () => patiently([
        {
            content: "open a photo of the library",
            trigger: ".o_kanban_record:contains(Front)",
            run: "click",
        },
        { trigger: "button[name=action_compare]", run: "click" },
        {
            content: "the first and the last of one angle, with a warning",
            trigger: ".o_compare_first figcaption:contains(Before the course)",
        },
        { trigger: ".o_compare_second figcaption:contains(Mid-course)" },
        { trigger: ".alert[role=note]:contains(Light)" },
        {
            content: "arrows move the slider",
            trigger: `${SLIDER}[aria-valuenow='50']`,
            async run(helpers) {
                this.anchor.focus();
                await helpers.press("ArrowLeft");
                await helpers.press("ArrowLeft");
            },
        },
        { trigger: `${SLIDER}[aria-valuenow='46']:focus`, run: "press =" },
        { trigger: ".o_compare_percent:contains(125)" },
        {
            content: "both are zoomed",
            trigger: STAGE,
            run() {
                for (const image of this.anchor.querySelectorAll("img")) {
                    if (!image.style.transform.includes("scale(1.25)")) {
                        throw new Error("a picture did not zoom along");
                    }
                }
            },
        },
        { trigger: "button.o_compare_side", run: "click" },
        { trigger: `${STAGE}.o_compare_side:not(:has(.o_compare_handle))` },
    ]),
});
