import java.nio.file.Files;
import java.nio.file.Path;

/** Tries to leave its place in several ways, and says how each went. */
public class Try {
    interface Deed { void run() throws Exception; }

    static void attempt(String what, Deed deed) {
        try {
            deed.run();
            System.out.println(what + ": done");
        } catch (Exception exception) {
            System.out.println(what + ": no, " + exception.getClass().getSimpleName());
        }
    }

    public static void main(String[] arguments) {
        int[] numbers = new int[4];
        Object text = "text";
        attempt("read behind the end of an array", () -> System.out.println(numbers[4 + arguments.length]));
        attempt("take a text for a number", () -> System.out.println((Integer) text));
        attempt("read a file of the system", () -> Files.readString(Path.of("/etc/passwd")));
        attempt("write a file", () -> Files.writeString(Path.of("/etc/was-here"), "Java"));
        attempt("start another program", () -> new ProcessBuilder("/bin/ls").start().waitFor());
        System.out.println("processors: " + Runtime.getRuntime().availableProcessors());
    }
}
