package vn.antin.bench.count;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A method whose calls are counted.
 *
 * @param owner internal name of its class
 * @param method name of the method
 * @param descriptor beginning of its descriptor; empty for all methods of that name
 * @param amount what one call adds
 */
record Hook(String owner, String method, String descriptor, Counter counter, Amount amount) {

    private static final String COUNTS = "vn/antin/bench/count/Counts";

    /** What a call adds to the counter. */
    enum Amount {
        ONE,
        /** The bytes left in the buffer that is its first argument. */
        BUFFER,
        /** The bytes left in buffers, of which the second and third argument say which. */
        BUFFERS,
        /** Its third argument. */
        LENGTH
    }

    static Hook of(String owner, String method, String descriptor, Counter counter) {
        return new Hook(owner, method, descriptor, counter, Amount.ONE);
    }

    boolean counts(String name, String signature) {
        return method.equals(name) && signature.startsWith(descriptor);
    }

    /** Adds the counting to the beginning of the method. */
    @SuppressWarnings("EnumOrdinal") // as in Counts
    void insert(MethodVisitor code) {
        code.visitIntInsn(Opcodes.SIPUSH, counter.ordinal());
        switch (amount) {
            case ONE -> call(code, "(I)V");
            case BUFFER -> {
                code.visitVarInsn(Opcodes.ALOAD, 1);
                code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/nio/ByteBuffer", "remaining", "()I", false);
                call(code, "(II)V");
            }
            case BUFFERS -> {
                code.visitVarInsn(Opcodes.ALOAD, 1);
                code.visitVarInsn(Opcodes.ILOAD, 2);
                code.visitVarInsn(Opcodes.ILOAD, 3);
                call(code, "(I[Ljava/nio/ByteBuffer;II)V");
            }
            case LENGTH -> {
                code.visitVarInsn(Opcodes.ILOAD, 3);
                call(code, "(II)V");
            }
        }
    }

    private static void call(MethodVisitor code, String descriptor) {
        code.visitMethodInsn(Opcodes.INVOKESTATIC, COUNTS, "add", descriptor, false);
    }
}
