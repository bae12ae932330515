"""Who reads what the clinic adds to Odoo's own models: desk, billing and up."""

FRONT_DESK = "acupuncture_cosmetic.group_front_desk"
BILLING = "acupuncture_cosmetic.group_billing"
MARKETING = "acupuncture_cosmetic.group_marketing"
MANAGER = "acupuncture_cosmetic.group_manager"
PRACTITIONER = "acupuncture_cosmetic.group_practitioner"
DESK = f"{FRONT_DESK},{BILLING}"
