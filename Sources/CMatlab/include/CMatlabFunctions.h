// Every function of the interface, each once; CTorchFunctions.h says how this list is used. The bodies are in
// swift-gan-native/Sources/MatlabLibrary.

/// Opens a file of masks. CMAT_UNREADABLE where it is no MATLAB file or damaged, CMAT_OTHER_KIND where no variable of it
/// holds masks.
CMAT_FUNCTION(int32_t, cmat_masks_open, (const char *_Nonnull path, cmat_masks *_Nullable *_Nonnull result))

/// How many masks there are, and the size of the first.
CMAT_FUNCTION(void, cmat_masks_shape, (
  cmat_masks *_Nonnull masks, int64_t *_Nonnull count, int32_t *_Nonnull width, int32_t *_Nonnull height))

/// Writes a mask row by row, 255 where it is not 0. CMAT_OTHER_KIND where it has another size than the first.
CMAT_FUNCTION(int32_t, cmat_masks_copy, (cmat_masks *_Nonnull masks, int64_t index, uint8_t *_Nonnull pixels))

CMAT_FUNCTION(void, cmat_masks_destroy, (cmat_masks *_Nullable masks))
