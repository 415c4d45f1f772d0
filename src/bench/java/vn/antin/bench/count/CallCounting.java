package vn.antin.bench.count;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Inserts the counting into classes as they are loaded, and into those that are loaded already. */
final class CallCounting implements ClassFileTransformer {

    private final Map<String, List<Hook>> byOwner;

    /** Hooks whose class was seen without their method: their count would be 0 and wrong. */
    private final Set<Hook> missing = ConcurrentHashMap.newKeySet();

    CallCounting(List<Hook> hooks) {
        byOwner = hooks.stream().collect(Collectors.groupingBy(Hook::owner));
    }

    void install(Instrumentation jvm) throws UnmodifiableClassException {
        jvm.addTransformer(this, true);
        for (Class<?> loaded : jvm.getAllLoadedClasses()) {
            if (byOwner.containsKey(loaded.getName().replace('.', '/'))) {
                jvm.retransformClasses(loaded);
            }
        }
    }

    /** Methods that were not found in their classes. */
    List<String> missing() {
        return missing.stream()
                .map(hook -> hook.owner() + "." + hook.method() + hook.descriptor())
                .sorted()
                .toList();
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] code) {
        List<Hook> hooks = name == null ? null : byOwner.get(name);
        return hooks == null ? null : counted(code, hooks);
    }

    private byte[] counted(byte[] code, List<Hook> hooks) {
        ClassReader reader = new ClassReader(code);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        List<Hook> found = new ArrayList<>();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public @Nullable MethodVisitor visitMethod(
                            int access,
                            String method,
                            String descriptor,
                            @Nullable String signature,
                            String @Nullable [] exceptions) {
                        MethodVisitor original = super.visitMethod(access, method, descriptor, signature, exceptions);
                        List<Hook> here = hooks.stream()
                                .filter(hook -> hook.counts(method, descriptor))
                                .toList();
                        boolean hasCode = (access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0;
                        if (here.isEmpty() || !hasCode) {
                            return original;
                        }
                        found.addAll(here);
                        return beginning(original, here);
                    }
                },
                0);
        hooks.stream().filter(hook -> !found.contains(hook)).forEach(missing::add);
        return writer.toByteArray();
    }

    private static MethodVisitor beginning(MethodVisitor original, List<Hook> hooks) {
        return new MethodVisitor(Opcodes.ASM9, original) {
            @Override
            public void visitCode() {
                super.visitCode();
                hooks.forEach(hook -> hook.insert(this));
            }
        };
    }
}
