import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.codelibs.opensearch.runner.node.OpenSearchRunnerNode;
import org.opensearch.analysis.common.CommonAnalysisModulePlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.index.reindex.ReindexModulePlugin;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.painless.PainlessModulePlugin;
import org.opensearch.transport.Netty4ModulePlugin;

/** Runs one node of OpenSearch in this process until it is killed; arguments are its settings, as name=value. */
public final class Node {
    private Node() {}

    public static void main(String[] arguments) throws Exception {
        Settings.Builder settings = Settings.builder();
        for (String argument : arguments) {
            String[] setting = argument.split("=", 2);
            settings.put(setting[0], setting[1]);
        }
        var environment = InternalSettingsPreparer.prepareEnvironment(settings.build(), Map.of(), null, () -> "node");
        var node = new OpenSearchRunnerNode(environment, List.of(
                Netty4ModulePlugin.class,
                PainlessModulePlugin.class,
                CommonAnalysisModulePlugin.class,
                ReindexModulePlugin.class));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }));
        try {
            node.start();
        } catch (RuntimeException e) {
            // Threads of the node would keep the process alive, and nobody would know.
            e.printStackTrace();
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }
}
