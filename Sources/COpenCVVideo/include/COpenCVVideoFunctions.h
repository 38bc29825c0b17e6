// Every function of the interface, each once; CTorchFunctions.h says how this list is used. The bodies are in
// swift-gan-native/Sources/OpenCVVideoLibrary.

/// Starts a colour video by a file extension in `path` and a codec of four letters such as "MJPG".
///
/// COCV_UNSUPPORTED where this OpenCV cannot write that codec into that kind of file.
COCV_VIDEO_FUNCTION(int32_t, cocv_video_create, (
  const char *_Nonnull path, const char *_Nonnull codec, double frames_per_second, int32_t width, int32_t height,
  cocv_video *_Nullable *_Nonnull result))

/// Appends a frame of 3 channels of 8 bits and the video's size.
COCV_VIDEO_FUNCTION(int32_t, cocv_video_append, (cocv_video *_Nonnull video, const void *_Nonnull pixels))

COCV_VIDEO_FUNCTION(void, cocv_video_destroy, (cocv_video *_Nullable video))
