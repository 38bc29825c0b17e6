// Every function of the interface, each once; CTorchFunctions.h says how this list is used. The bodies are in
// swift-gan-native/Sources/OpenCVVideoLibrary.

// video.cpp

/// Starts a colour video by a file extension in `path` and a codec of four letters such as "MJPG".
///
/// COCV_UNSUPPORTED where this OpenCV cannot write that codec into that kind of file.
COCV_VIDEO_FUNCTION(int32_t, cocv_video_create, (
  const char *_Nonnull path, const char *_Nonnull codec, double frames_per_second, int32_t width, int32_t height,
  cocv_video *_Nullable *_Nonnull result))

/// Appends a frame of 3 channels of 8 bits and the video's size.
COCV_VIDEO_FUNCTION(int32_t, cocv_video_append, (cocv_video *_Nonnull video, const void *_Nonnull pixels))

COCV_VIDEO_FUNCTION(void, cocv_video_destroy, (cocv_video *_Nullable video))

// reader.cpp

/// Opens a file or address, or, where `camera` is 0 or more, that camera.
///
/// `timeout_milliseconds` bounds opening and each frame of a stream; 0 leaves FFmpeg's own bound. COCV_UNDECODABLE where
/// nothing opens it.
COCV_VIDEO_FUNCTION(int32_t, cocv_reader_open, (
  const char *_Nonnull path, int32_t camera, int32_t timeout_milliseconds, cocv_reader *_Nullable *_Nonnull result))

COCV_VIDEO_FUNCTION(int32_t, cocv_reader_facts, (cocv_reader *_Nonnull reader, cocv_video_facts *_Nonnull facts))

/// Decodes the next frame; COCV_UNDECODABLE where there is none. A frame that cannot be decoded is 0x0.
COCV_VIDEO_FUNCTION(int32_t, cocv_reader_next, (
  cocv_reader *_Nonnull reader, int32_t *_Nonnull width, int32_t *_Nonnull height, double *_Nonnull milliseconds))

/// Copies the frame that was decoded last as 3 channels of 8 bits.
COCV_VIDEO_FUNCTION(int32_t, cocv_reader_copy, (cocv_reader *_Nonnull reader, uint8_t *_Nonnull pixels))

COCV_VIDEO_FUNCTION(void, cocv_reader_destroy, (cocv_reader *_Nullable reader))

// flow.cpp

COCV_VIDEO_FUNCTION(int32_t, cocv_flow_create, (int32_t method, cocv_flow *_Nullable *_Nonnull result))

/// By how much each pixel of the first grey frame moves until the second, in pixels of these; both results are
/// [result_height, result_width], means of the vectors where that is smaller.
COCV_VIDEO_FUNCTION(int32_t, cocv_flow_compute, (
  cocv_flow *_Nonnull flow, const uint8_t *_Nonnull first, const uint8_t *_Nonnull second, int32_t width,
  int32_t height, float *_Nonnull x, float *_Nonnull y, int32_t result_width, int32_t result_height))

COCV_VIDEO_FUNCTION(void, cocv_flow_destroy, (cocv_flow *_Nullable flow))

/// A picture of 8 bits whose pixel at (i, j) is the source's, interpolated, at (i + x, j + y); beyond the edge its edge.
COCV_VIDEO_FUNCTION(int32_t, cocv_flow_warp, (
  const uint8_t *_Nonnull source, int32_t width, int32_t height, int32_t channels, const float *_Nonnull x,
  const float *_Nonnull y, uint8_t *_Nonnull result))
