"""Bookings ahead name the person, so that nobody is booked by two clinics at once."""

# Two clinics may have booked somebody already: the later booking stays unnamed then,
# and moving it will ask.
_NAME = """
    UPDATE acupuncture_booking booking SET user_id = resource.user_id
      FROM resource_resource resource
     WHERE resource.id = booking.resource_id AND booking.role = 'practitioner'
       AND booking.occupying AND booking.stop > now() AT TIME ZONE 'UTC'
       AND resource.user_id IS NOT NULL
       AND NOT EXISTS (
            SELECT FROM acupuncture_booking earlier
              JOIN resource_resource other ON other.id = earlier.resource_id
             WHERE other.user_id = resource.user_id AND earlier.id < booking.id
               AND earlier.role = 'practitioner' AND earlier.occupying
               AND tsrange(earlier.start, earlier.stop)
                   && tsrange(booking.start, booking.stop))
"""


def migrate(cr, version):
    cr.execute(_NAME)
