// The assembler's half of CDelayLoad.h; x86-64 and 64 bit Arm, ELF and Mach-O.
//
//   DELAY_LOAD_TRAMPOLINES library       library: the interface's delay_load_library, in C
//   DELAY_LOAD_TRAMPOLINE library, name  for each function, in the order of the prototypes
//
// A trampoline jumps to where its slot says: at first to the resolver, which keeps the registers that carry arguments,
// has the library loaded, which fills all slots, and jumps again. The slots are named <library>_slots.

#if defined(__APPLE__)
#define DELAY_LOAD_SYMBOL(name) _##name
#define DELAY_LOAD_DATA .section __DATA, __data
#define DELAY_LOAD_HIDDEN .private_extern
#else
#define DELAY_LOAD_SYMBOL(name) name
#define DELAY_LOAD_DATA .section .data
#define DELAY_LOAD_HIDDEN .hidden
#endif

.macro DELAY_LOAD_TRAMPOLINES library
  DELAY_LOAD_DATA
  .p2align 3
  .globl DELAY_LOAD_SYMBOL(\library\()_slots)
  DELAY_LOAD_HIDDEN DELAY_LOAD_SYMBOL(\library\()_slots)
DELAY_LOAD_SYMBOL(\library\()_slots):

  .text
  .p2align 4
\library\()_resolve:
  .cfi_startproc
#if defined(__x86_64__)
  pushq %rbp
  .cfi_def_cfa_offset 16
  .cfi_offset %rbp, -16
  movq %rsp, %rbp
  .cfi_def_cfa_register %rbp
  pushq %rdi
  pushq %rsi
  pushq %rdx
  pushq %rcx
  pushq %r8
  pushq %r9
  pushq %rax
  pushq %r11
  subq $128, %rsp
  movups %xmm0, (%rsp)
  movups %xmm1, 16(%rsp)
  movups %xmm2, 32(%rsp)
  movups %xmm3, 48(%rsp)
  movups %xmm4, 64(%rsp)
  movups %xmm5, 80(%rsp)
  movups %xmm6, 96(%rsp)
  movups %xmm7, 112(%rsp)
  leaq DELAY_LOAD_SYMBOL(\library)(%rip), %rdi
  callq DELAY_LOAD_SYMBOL(delay_load_or_exit)
  movups (%rsp), %xmm0
  movups 16(%rsp), %xmm1
  movups 32(%rsp), %xmm2
  movups 48(%rsp), %xmm3
  movups 64(%rsp), %xmm4
  movups 80(%rsp), %xmm5
  movups 96(%rsp), %xmm6
  movups 112(%rsp), %xmm7
  addq $128, %rsp
  popq %r11
  popq %rax
  popq %r9
  popq %r8
  popq %rcx
  popq %rdx
  popq %rsi
  popq %rdi
  popq %rbp
  .cfi_def_cfa %rsp, 8
  jmpq *(%r11)
#elif defined(__aarch64__)
  stp x29, x30, [sp, #-16]!
  .cfi_def_cfa_offset 16
  .cfi_offset x30, -8
  .cfi_offset x29, -16
  mov x29, sp
  .cfi_def_cfa x29, 16
  sub sp, sp, #208
  stp x0, x1, [sp]
  stp x2, x3, [sp, #16]
  stp x4, x5, [sp, #32]
  stp x6, x7, [sp, #48]
  stp x8, x16, [sp, #64]
  stp q0, q1, [sp, #80]
  stp q2, q3, [sp, #112]
  stp q4, q5, [sp, #144]
  stp q6, q7, [sp, #176]
#if defined(__APPLE__)
  adrp x0, DELAY_LOAD_SYMBOL(\library)@PAGE
  add x0, x0, DELAY_LOAD_SYMBOL(\library)@PAGEOFF
#else
  adrp x0, \library
  add x0, x0, :lo12:\library
#endif
  bl DELAY_LOAD_SYMBOL(delay_load_or_exit)
  ldp q6, q7, [sp, #176]
  ldp q4, q5, [sp, #144]
  ldp q2, q3, [sp, #112]
  ldp q0, q1, [sp, #80]
  ldp x8, x16, [sp, #64]
  ldp x6, x7, [sp, #48]
  ldp x4, x5, [sp, #32]
  ldp x2, x3, [sp, #16]
  ldp x0, x1, [sp]
  add sp, sp, #208
  ldp x29, x30, [sp], #16
  .cfi_def_cfa sp, 0
  ldar x17, [x16]
  br x17
#else
#error "no trampolines for this processor: write them here, after the two above"
#endif
  .cfi_endproc
.endm

.macro DELAY_LOAD_TRAMPOLINE library, name
  DELAY_LOAD_DATA
\name\()_slot:
  .quad \library\()_resolve

  .text
  .p2align 4
  .globl DELAY_LOAD_SYMBOL(\name)
  DELAY_LOAD_HIDDEN DELAY_LOAD_SYMBOL(\name)
#if defined(__ELF__)
  .type \name, %function
#endif
DELAY_LOAD_SYMBOL(\name):
  .cfi_startproc
#if defined(__x86_64__)
  leaq \name\()_slot(%rip), %r11
  jmpq *(%r11)
#elif defined(__APPLE__)
  adrp x16, \name\()_slot@PAGE
  add x16, x16, \name\()_slot@PAGEOFF
  ldar x17, [x16]
  br x17
#else
  adrp x16, \name\()_slot
  add x16, x16, :lo12:\name\()_slot
  ldar x17, [x16]
  br x17
#endif
  .cfi_endproc
.endm

#if defined(__ELF__)
// SwiftPM hands the shared libraries that a target depends on to the linker, which would record them as needed at
// start. Among the flags that the compiler finds in objects this one comes first: a library of which no symbol is used
// is left out. Without it all would work as well, and start as slowly as if nothing were delayed.
  .section .swift1_autolink_entries, "", %progbits
  .asciz "-Wl,--as-needed"

  .section .note.GNU-stack, "", %progbits
#endif
  .text
