// OpenCV behind a plain C interface: 8 and 16 bit pictures of 1, 3 or 4 channels in RGB(A) order.
//
// Every function that can fail returns COCV_OK or another code, and then keeps one line of text for
// `cocv_last_message` on the calling thread. No C++ exception leaves this library.
#ifndef COPENCV_H
#define COPENCV_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define COCV_NOEXCEPT noexcept
#else
#define COCV_NOEXCEPT
#endif

enum {
  COCV_OK = 0,
  COCV_BAD_ARGUMENT = 1,
  COCV_UNDECODABLE = 2,
  COCV_UNSUPPORTED = 3,
  COCV_OUT_OF_MEMORY = 4,
  COCV_OTHER = 5,
};

enum { COCV_NEAREST = 0, COCV_BILINEAR = 1, COCV_BICUBIC = 2, COCV_AREA = 3 };

enum { COCV_PAD_REFLECT = 0, COCV_PAD_REPLICATE = 1, COCV_PAD_CONSTANT = 2 };

enum {
  COCV_MAP_VIRIDIS = 0,
  COCV_MAP_INFERNO = 1,
  COCV_MAP_TURBO = 2,
  COCV_MAP_MAGMA = 3,
  COCV_MAP_PLASMA = 4,
};

/// Size and layout of interleaved rows without gaps; `depth` is the number of bits of a sample, 8 or 16.
typedef struct {
  int32_t width;
  int32_t height;
  int32_t channels;
  int32_t depth;
} cocv_shape;

/// A decoded picture, or encoded bytes, that OpenCV owns until it is destroyed.
typedef struct cocv_picture cocv_picture;
typedef struct cocv_bytes cocv_bytes;

// errors.cpp

/// What went wrong last on this thread; valid until the next call on it.
const char *_Nonnull cocv_last_message(void) COCV_NOEXCEPT;

/// Keeps OpenCV's log and error dumps off stderr. Cheap when called again.
void cocv_silence(void) COCV_NOEXCEPT;

/// Number of threads that OpenCV's own loops may use; 1 runs them on the caller.
void cocv_set_threads(int32_t count) COCV_NOEXCEPT;

/// Number of threads that OpenCV's own loops use now.
int32_t cocv_threads(void) COCV_NOEXCEPT;

// codecs.cpp

/// Decodes a file's bytes as they are, then turns the picture upright by an EXIF orientation in 1...8.
int32_t cocv_decode(
    const uint8_t *_Nonnull bytes, size_t count, int32_t orientation,
    cocv_picture *_Nullable *_Nonnull result) COCV_NOEXCEPT;

cocv_shape cocv_picture_shape(const cocv_picture *_Nonnull picture) COCV_NOEXCEPT;

/// Copies the samples in RGB(A) order; `destination` has room for width * height * channels of them.
int32_t cocv_picture_copy(const cocv_picture *_Nonnull picture, void *_Nonnull destination) COCV_NOEXCEPT;

void cocv_picture_destroy(cocv_picture *_Nullable picture) COCV_NOEXCEPT;

/// Encodes by a file extension such as ".png"; `quality` (0...100) is JPEG's and WebP's.
int32_t cocv_encode(
    const void *_Nonnull source, cocv_shape shape, const char *_Nonnull extension, int32_t quality,
    cocv_bytes *_Nullable *_Nonnull result) COCV_NOEXCEPT;

size_t cocv_bytes_count(const cocv_bytes *_Nonnull bytes) COCV_NOEXCEPT;
const uint8_t *_Nonnull cocv_bytes_data(const cocv_bytes *_Nonnull bytes) COCV_NOEXCEPT;
void cocv_bytes_destroy(cocv_bytes *_Nullable bytes) COCV_NOEXCEPT;

// video.cpp

/// A video file that is being written; destroying it closes the file.
typedef struct cocv_video cocv_video;

/// Starts a colour video by a file extension in `path` and a codec of four letters such as "MJPG".
///
/// COCV_UNSUPPORTED where this OpenCV cannot write that codec into that kind of file.
int32_t cocv_video_create(
    const char *_Nonnull path, const char *_Nonnull codec, double frames_per_second, int32_t width, int32_t height,
    cocv_video *_Nullable *_Nonnull result) COCV_NOEXCEPT;

/// Appends a frame of 3 channels of 8 bits and the video's size.
int32_t cocv_video_append(cocv_video *_Nonnull video, const void *_Nonnull pixels) COCV_NOEXCEPT;

void cocv_video_destroy(cocv_video *_Nullable video) COCV_NOEXCEPT;

// transforms.cpp; every destination is allocated by the caller and overlaps no source

int32_t cocv_resize(
    const void *_Nonnull source, cocv_shape shape, int32_t interpolation, void *_Nonnull destination, int32_t width,
    int32_t height) COCV_NOEXCEPT;

int32_t cocv_crop(
    const void *_Nonnull source, cocv_shape shape, int32_t x, int32_t y, void *_Nonnull destination, int32_t width,
    int32_t height) COCV_NOEXCEPT;

/// Turns by an EXIF orientation: 2 mirrors left-right, 3 turns by 180, 4 mirrors up-down, 5 transposes, 6 turns
/// clockwise, 7 transposes along the other diagonal, 8 turns anticlockwise. 5...8 exchange width and height.
int32_t cocv_orient(
    const void *_Nonnull source, cocv_shape shape, int32_t orientation, void *_Nonnull destination) COCV_NOEXCEPT;

int32_t cocv_pad(
    const void *_Nonnull source, cocv_shape shape, int32_t left, int32_t right, int32_t top, int32_t bottom,
    int32_t mode, double value, void *_Nonnull destination) COCV_NOEXCEPT;

/// Subtracts from each pixel the Gaussian mean around it and divides by the deviation around it, which is taken over twice
/// the reach: what is left is local structure. Four deviations are the whole range of levels; the middle one is none.
int32_t cocv_local_contrast(
    const void *_Nonnull source, cocv_shape shape, double deviation, void *_Nonnull destination) COCV_NOEXCEPT;

// colors.cpp

/// Converts between 1, 3 and 4 channels: luma by Rec. 601, alpha dropped or opaque.
int32_t cocv_convert(
    const void *_Nonnull source, cocv_shape shape, int32_t channels, void *_Nonnull destination) COCV_NOEXCEPT;

/// Writes the 256 RGB entries of a colour map.
int32_t cocv_color_map(int32_t map, uint8_t *_Nonnull destination) COCV_NOEXCEPT;

// drawing.cpp

/// The box of a line of ASCII text at a scale: width, height above the baseline, depth below it.
int32_t cocv_text_size(
    const char *_Nonnull text, double scale, int32_t thickness, int32_t *_Nonnull width, int32_t *_Nonnull height,
    int32_t *_Nonnull depth) COCV_NOEXCEPT;

/// Draws a line of ASCII text into an 8 bit picture, its baseline starting at (x, y), in one shade of grey.
int32_t cocv_draw_text(
    uint8_t *_Nonnull pixels, cocv_shape shape, const char *_Nonnull text, int32_t x, int32_t y, double scale,
    int32_t thickness, uint8_t shade) COCV_NOEXCEPT;

// regions.cpp

/// Numbers the 8-connected regions of an 8 bit picture of one channel, 1...`count`, where it is not 0; labels are 0
/// elsewhere, and there is one for each pixel.
int32_t cocv_regions(
    const uint8_t *_Nonnull pixels, int32_t width, int32_t height, int32_t *_Nonnull labels,
    int32_t *_Nonnull count) COCV_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
