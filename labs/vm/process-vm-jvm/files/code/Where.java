/** Says on what it believes to run; with any argument it stays there. */
public class Where {
    public static void main(String[] arguments) throws InterruptedException {
        System.out.println(System.getProperty("os.name") + " " + System.getProperty("os.version")
                + " on " + System.getProperty("os.arch"));
        if (arguments.length > 0) Thread.sleep(3_000_000);
    }
}
