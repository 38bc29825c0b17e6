#include <libexif/exif-data.h>

#include "guard.hpp"

int32_t ccodecs::orientation(const uint8_t *exif, size_t count) noexcept {
  ExifData *data = exif_data_new();
  if (data == nullptr) return 1;
  // Cameras write much nonsense there; a picture is better shown unturned than refused.
  exif_data_unset_option(data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
  exif_data_load_data(data, exif, static_cast<unsigned int>(count));
  int32_t result = 1;
  ExifEntry *entry = exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
  if (entry != nullptr && entry->format == EXIF_FORMAT_SHORT && entry->components >= 1 && entry->size >= 2) {
    int32_t value = exif_get_short(entry->data, exif_data_get_byte_order(data));
    if (value >= 1 && value <= 8) result = value;
  }
  exif_data_unref(data);
  return result;
}
