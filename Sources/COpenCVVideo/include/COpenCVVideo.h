// Video files through OpenCV: apart from COpenCV.h, since what decodes and encodes videos takes long to load.
#ifndef COPENCVVIDEO_H
#define COPENCVVIDEO_H

#include "COpenCV.h"

#ifdef __cplusplus
extern "C" {
#endif

/// A video file that is being written; destroying it closes the file.
typedef struct cocv_video cocv_video;

#define COCV_VIDEO_FUNCTION(result, name, parameters) result name parameters COCV_NOEXCEPT;
#include "COpenCVVideoFunctions.h"
#undef COCV_VIDEO_FUNCTION

#ifdef __cplusplus
}
#endif

#endif
