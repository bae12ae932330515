"""Who reads what the clinic adds to Odoo's own models: desk, billing and up."""

DESK = "acupuncture_cosmetic.group_front_desk,acupuncture_cosmetic.group_billing"
