// MATLAB files through libmatio, whose HDF5 takes long to load: only what masks of video sets need.
#ifndef CMATLAB_H
#define CMATLAB_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define CMAT_NOEXCEPT noexcept
#else
#define CMAT_NOEXCEPT
#endif

enum { CMAT_OK = 0, CMAT_UNREADABLE = 1, CMAT_OTHER_KIND = 2, CMAT_OUT_OF_MEMORY = 3 };

/// A file whose largest variable is a row of masks: a cell array of matrices, or one array [height, width, count].
typedef struct cmat_masks cmat_masks;

#define CMAT_FUNCTION(result, name, parameters) result name parameters CMAT_NOEXCEPT;
#include "CMatlabFunctions.h"
#undef CMAT_FUNCTION

#ifdef __cplusplus
}
#endif

#endif
