#include <matio.h>

#include <memory>
#include <new>
#include <vector>

#include "CMatlab.h"

namespace {

struct FreeVariable {
  void operator()(matvar_t *variable) const { Mat_VarFree(variable); }
};
struct CloseFile {
  void operator()(mat_t *file) const { Mat_Close(file); }
};

bool isMatrix(const matvar_t *variable) {
  if (variable == nullptr || variable->data == nullptr || variable->isComplex) return false;
  switch (variable->class_type) {
    case MAT_C_DOUBLE:
    case MAT_C_SINGLE:
    case MAT_C_INT8:
    case MAT_C_UINT8:
    case MAT_C_INT16:
    case MAT_C_UINT16:
    case MAT_C_INT32:
    case MAT_C_UINT32: break;
    default: return false;
  }
  size_t count = 1;
  for (int i = 0; i < variable->rank; ++i) {
    if (variable->dims[i] == 0 || count > (size_t(1) << 34) / variable->dims[i]) return false;
    count *= variable->dims[i];
  }
  // What the header claims must be there.
  return variable->data_size > 0 && variable->nbytes / static_cast<size_t>(variable->data_size) >= count;
}

bool isMarked(const matvar_t *variable, size_t place) {
  switch (variable->class_type) {
    case MAT_C_DOUBLE: return static_cast<const double *>(variable->data)[place] != 0;
    case MAT_C_SINGLE: return static_cast<const float *>(variable->data)[place] != 0;
    case MAT_C_INT16:
    case MAT_C_UINT16: return static_cast<const uint16_t *>(variable->data)[place] != 0;
    case MAT_C_INT32:
    case MAT_C_UINT32: return static_cast<const uint32_t *>(variable->data)[place] != 0;
    default: return static_cast<const uint8_t *>(variable->data)[place] != 0;
  }
}

}  // namespace

struct cmat_masks {
  std::unique_ptr<matvar_t, FreeVariable> variable;
  // Of a cell array each cell, else the variable itself once and `slices` of it.
  std::vector<const matvar_t *> cells;
  size_t slices = 0;
  size_t width = 0;
  size_t height = 0;
};

namespace {

/// Takes a variable for masks, or leaves `masks` as it was.
bool take(std::unique_ptr<matvar_t, FreeVariable> variable, cmat_masks &masks) {
  cmat_masks found;
  if (variable->class_type == MAT_C_CELL && variable->data != nullptr) {
    size_t count = variable->nbytes / sizeof(matvar_t *);
    auto cells = static_cast<matvar_t **>(variable->data);
    for (size_t i = 0; i < count; ++i) {
      if (!isMatrix(cells[i]) || cells[i]->rank != 2) return false;
      found.cells.push_back(cells[i]);
    }
    if (found.cells.empty()) return false;
  } else if (isMatrix(variable.get()) && (variable->rank == 2 || variable->rank == 3)) {
    found.cells.push_back(variable.get());
    found.slices = variable->rank == 3 ? variable->dims[2] : 1;
  } else {
    return false;
  }
  // MATLAB lays columns one after the other: the first dimension is the height.
  found.height = found.cells[0]->dims[0];
  found.width = found.cells[0]->dims[1];
  if (found.height < 2 || found.width < 2 || found.height > 65536 || found.width > 65536) return false;
  found.variable = std::move(variable);
  masks = std::move(found);
  return true;
}

}  // namespace

int32_t cmat_masks_open(const char *path, cmat_masks **result) noexcept {
  *result = nullptr;
  try {
    std::unique_ptr<mat_t, CloseFile> file(Mat_Open(path, MAT_ACC_RDONLY));
    if (!file) return CMAT_UNREADABLE;
    auto masks = std::make_unique<cmat_masks>();
    bool isFound = false;
    while (matvar_t *next = Mat_VarReadNext(file.get())) {
      size_t before = masks->cells.size() + masks->slices;
      cmat_masks candidate;
      if (!take(std::unique_ptr<matvar_t, FreeVariable>(next), candidate)) continue;
      if (!isFound || candidate.cells.size() + candidate.slices > before) *masks = std::move(candidate);
      isFound = true;
    }
    if (!isFound) return CMAT_OTHER_KIND;
    *result = masks.release();
    return CMAT_OK;
  } catch (const std::bad_alloc &) {
    return CMAT_OUT_OF_MEMORY;
  } catch (...) {
    return CMAT_UNREADABLE;
  }
}

void cmat_masks_shape(cmat_masks *masks, int64_t *count, int32_t *width, int32_t *height) noexcept {
  *count = static_cast<int64_t>(masks->slices > 0 ? masks->slices : masks->cells.size());
  *width = static_cast<int32_t>(masks->width);
  *height = static_cast<int32_t>(masks->height);
}

int32_t cmat_masks_copy(cmat_masks *masks, int64_t index, uint8_t *pixels) noexcept {
  bool isCube = masks->slices > 0;
  const matvar_t *cell = masks->cells[isCube ? 0 : static_cast<size_t>(index)];
  if (cell->dims[0] != masks->height || cell->dims[1] != masks->width) return CMAT_OTHER_KIND;
  size_t start = isCube ? static_cast<size_t>(index) * masks->height * masks->width : 0;
  for (size_t y = 0; y < masks->height; ++y)
    for (size_t x = 0; x < masks->width; ++x)
      pixels[y * masks->width + x] = isMarked(cell, start + x * masks->height + y) ? 255 : 0;
  return CMAT_OK;
}

void cmat_masks_destroy(cmat_masks *masks) noexcept { delete masks; }
