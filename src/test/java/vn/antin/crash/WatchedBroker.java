package vn.antin.crash;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.spi.CamelContextTracker;
import org.apache.camel.support.LifecycleStrategySupport;
import org.jspecify.annotations.Nullable;
import org.springframework.jms.connection.SessionProxy;

/** A proxy between Camel and the broker's client that reports every send and every acknowledgement to a kill switch. */
final class WatchedBroker extends CamelContextTracker {

    private final KillSwitch kills;

    WatchedBroker(KillSwitch kills) {
        this.kills = kills;
    }

    @Override
    public void contextCreated(CamelContext camel) {
        camel.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onComponentAdd(String name, Component component) {
                if (component instanceof JmsComponent jms) {
                    ConnectionFactory factory = jms.getConfiguration().getConnectionFactory();
                    jms.getConfiguration()
                            .setConnectionFactory(
                                    proxy(ConnectionFactory.class, factory, WatchedBroker.this::connections));
                }
            }
        });
    }

    /** A call on the object behind the proxy, to be made once. */
    private interface Call {
        @Nullable
        Object go() throws Throwable;
    }

    /** What is done around a call. */
    private interface Around {
        @Nullable
        Object handle(Method method, @Nullable Object[] args, Call call) throws Throwable;
    }

    private @Nullable Object connections(Method method, @Nullable Object[] args, Call call) throws Throwable {
        Object made = call.go();
        return made instanceof Connection connection ? proxy(Connection.class, connection, this::sessions) : made;
    }

    private @Nullable Object sessions(Method method, @Nullable Object[] args, Call call) throws Throwable {
        Object made = call.go();
        if (!(made instanceof Session session)) {
            return made;
        }
        Watched watched = new Watched();
        return Proxy.newProxyInstance(
                Session.class.getClassLoader(),
                new Class<?>[] {Session.class, SessionProxy.class},
                (proxy, asked, with) -> asked.getName().equals("getTargetSession")
                        ? session
                        : watched.session(
                                asked, with == null ? new Object[0] : with, () -> invoke(asked, session, with)));
    }

    /** A session with the queue that it consumes. */
    private final class Watched {

        private final AtomicReference<@Nullable String> consumed = new AtomicReference<>();

        private @Nullable Object session(Method method, @Nullable Object[] args, Call call) throws Throwable {
            switch (method.getName()) {
                case "createProducer" -> {
                    String queue = name(args[0]);
                    return proxy(
                            MessageProducer.class,
                            (MessageProducer) call.go(),
                            (asked, with, send) -> producer(queue, asked, send));
                }
                case "createQueue" -> {
                    // A session that consumes asks for its queue, and commits only what it has taken.
                    consumed.set(String.valueOf(args[0]));
                    return call.go();
                }
                case "commit" -> {
                    return commit(call);
                }
                default -> {
                    return call.go();
                }
            }
        }

        private @Nullable Object producer(String queue, Method method, Call call) throws Throwable {
            if (!method.getName().equals("send")) {
                return call.go();
            }
            kills.at("send to " + queue + ", before");
            Object done = call.go();
            kills.at("send to " + queue + ", after");
            return done;
        }

        private @Nullable Object commit(Call call) throws Throwable {
            String queue = consumed.get();
            if (queue == null) {
                return call.go();
            }
            kills.at("take from " + queue + ", before ack");
            Object done = call.go();
            kills.at("take from " + queue + ", after ack");
            return done;
        }
    }

    /** A producer's queue is known when it is created: Camel creates one for each queue. */
    private static String name(@Nullable Object destination) throws JMSException {
        return destination instanceof Queue queue ? queue.getQueueName() : "nothing";
    }

    private static @Nullable Object invoke(Method method, Object target, @Nullable Object @Nullable [] args)
            throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, T target, Around around) {
        InvocationHandler handler = (proxy, method, args) -> {
            @Nullable Object[] given = args == null ? new @Nullable Object[0] : args;
            return around.handle(method, given, () -> {
                return invoke(method, target, args);
            });
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
