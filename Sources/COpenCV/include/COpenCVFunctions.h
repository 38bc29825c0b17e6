// Every function of the interface, each once; CTorchFunctions.h says how this list is used. The bodies are in
// swift-gan-native/Sources/OpenCVLibrary.

// errors.cpp

/// What went wrong last on this thread; valid until the next call on it.
COCV_FUNCTION(const char *_Nonnull, cocv_last_message, (void))

/// Keeps OpenCV's log and error dumps off stderr. Cheap when called again.
COCV_FUNCTION(void, cocv_silence, (void))

/// Number of threads that OpenCV's own loops may use; 1 runs them on the caller.
COCV_FUNCTION(void, cocv_set_threads, (int32_t count))

/// Number of threads that OpenCV's own loops use now.
COCV_FUNCTION(int32_t, cocv_threads, (void))

// codecs.cpp

/// Decodes a file's bytes as they are, then turns the picture upright by an EXIF orientation in 1...8.
COCV_FUNCTION(int32_t, cocv_decode, (
  const uint8_t *_Nonnull bytes, size_t count, int32_t orientation,
  cocv_picture *_Nullable *_Nonnull result))

COCV_FUNCTION(cocv_shape, cocv_picture_shape, (const cocv_picture *_Nonnull picture))

/// Copies the samples in RGB(A) order; `destination` has room for width * height * channels of them.
COCV_FUNCTION(int32_t, cocv_picture_copy, (const cocv_picture *_Nonnull picture, void *_Nonnull destination))

COCV_FUNCTION(void, cocv_picture_destroy, (cocv_picture *_Nullable picture))

/// Encodes by a file extension such as ".png"; `quality` (0...100) is JPEG's and WebP's.
COCV_FUNCTION(int32_t, cocv_encode, (
  const void *_Nonnull source, cocv_shape shape, const char *_Nonnull extension, int32_t quality,
  cocv_bytes *_Nullable *_Nonnull result))

COCV_FUNCTION(size_t, cocv_bytes_count, (const cocv_bytes *_Nonnull bytes))
COCV_FUNCTION(const uint8_t *_Nonnull, cocv_bytes_data, (const cocv_bytes *_Nonnull bytes))
COCV_FUNCTION(void, cocv_bytes_destroy, (cocv_bytes *_Nullable bytes))

// transforms.cpp; every destination is allocated by the caller and overlaps no source

COCV_FUNCTION(int32_t, cocv_resize, (
  const void *_Nonnull source, cocv_shape shape, int32_t interpolation, void *_Nonnull destination, int32_t width,
  int32_t height))

COCV_FUNCTION(int32_t, cocv_crop, (
  const void *_Nonnull source, cocv_shape shape, int32_t x, int32_t y, void *_Nonnull destination, int32_t width,
  int32_t height))

/// Turns by an EXIF orientation: 2 mirrors left-right, 3 turns by 180, 4 mirrors up-down, 5 transposes, 6 turns
/// clockwise, 7 transposes along the other diagonal, 8 turns anticlockwise. 5...8 exchange width and height.
COCV_FUNCTION(int32_t, cocv_orient, (
  const void *_Nonnull source, cocv_shape shape, int32_t orientation, void *_Nonnull destination))

COCV_FUNCTION(int32_t, cocv_pad, (
  const void *_Nonnull source, cocv_shape shape, int32_t left, int32_t right, int32_t top, int32_t bottom,
  int32_t mode, double value, void *_Nonnull destination))

/// Subtracts from each pixel the Gaussian mean around it and divides by the deviation around it, which is taken over
/// twice the reach: what is left is local structure. Four deviations are the whole range of levels; the middle one is
/// none.
COCV_FUNCTION(int32_t, cocv_local_contrast, (
  const void *_Nonnull source, cocv_shape shape, double deviation, void *_Nonnull destination))

// colors.cpp

/// Converts between 1, 3 and 4 channels: luma by Rec. 601, alpha dropped or opaque.
COCV_FUNCTION(int32_t, cocv_convert, (
  const void *_Nonnull source, cocv_shape shape, int32_t channels, void *_Nonnull destination))

/// Writes the 256 RGB entries of a colour map.
COCV_FUNCTION(int32_t, cocv_color_map, (int32_t map, uint8_t *_Nonnull destination))

// drawing.cpp

/// The box of a line of ASCII text at a scale: width, height above the baseline, depth below it.
COCV_FUNCTION(int32_t, cocv_text_size, (
  const char *_Nonnull text, double scale, int32_t thickness, int32_t *_Nonnull width, int32_t *_Nonnull height,
  int32_t *_Nonnull depth))

/// Draws a line of ASCII text into an 8 bit picture, its baseline starting at (x, y), in one shade of grey.
COCV_FUNCTION(int32_t, cocv_draw_text, (
  uint8_t *_Nonnull pixels, cocv_shape shape, const char *_Nonnull text, int32_t x, int32_t y, double scale,
  int32_t thickness, uint8_t shade))

/// The box of a line of ASCII text in one of Hershey's faces (0...7, 16 more for italics), as `cocv_text_size`.
COCV_FUNCTION(int32_t, cocv_face_size, (
  const char *_Nonnull text, int32_t face, double scale, int32_t thickness, int32_t *_Nonnull width,
  int32_t *_Nonnull height, int32_t *_Nonnull depth))

/// Draws a line of ASCII text in one of Hershey's faces, as `cocv_draw_text`.
COCV_FUNCTION(int32_t, cocv_draw_face, (
  uint8_t *_Nonnull pixels, cocv_shape shape, const char *_Nonnull text, int32_t face, int32_t x, int32_t y,
  double scale, int32_t thickness, uint8_t shade))

// regions.cpp

/// Numbers the 8-connected regions of an 8 bit picture of one channel, 1...`count`, where it is not 0; labels are 0
/// elsewhere, and there is one for each pixel.
COCV_FUNCTION(int32_t, cocv_regions, (
  const uint8_t *_Nonnull pixels, int32_t width, int32_t height, int32_t *_Nonnull labels,
  int32_t *_Nonnull count))
