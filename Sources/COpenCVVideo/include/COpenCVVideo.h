// Video files through OpenCV: apart from COpenCV.h, since what decodes and encodes videos takes long to load.
#ifndef COPENCVVIDEO_H
#define COPENCVVIDEO_H

#include "COpenCV.h"

#ifdef __cplusplus
extern "C" {
#endif

/// A video file that is being written; destroying it closes the file.
typedef struct cocv_video cocv_video;

/// A video file, stream or camera that is being read.
typedef struct cocv_reader cocv_reader;

/// What a video says of itself; a number that it does not know is 0 or less.
typedef struct {
  int32_t width;
  int32_t height;
  double frames_per_second;
  int64_t frame_count;
} cocv_video_facts;

enum {
  COCV_FLOW_DIS_ULTRAFAST = 0,
  COCV_FLOW_DIS_FAST = 1,
  COCV_FLOW_DIS_MEDIUM = 2,
  COCV_FLOW_FARNEBACK = 3,
};

/// A method of optical flow and its memory, for one thread at a time.
typedef struct cocv_flow cocv_flow;

#define COCV_VIDEO_FUNCTION(result, name, parameters) result name parameters COCV_NOEXCEPT;
#include "COpenCVVideoFunctions.h"
#undef COCV_VIDEO_FUNCTION

#ifdef __cplusplus
}
#endif

#endif
