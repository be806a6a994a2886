package dev.firn.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Stands between a client and a server that speak HTTP/1.1, and harms requests on their way. One
 * connection carries one request, and the server gets one at a time.
 */
public final class FaultyProxy implements Closeable {

    private final ServerSocket listener;
    private final URI server;
    private final Function<Request, Fault> faults;
    private final List<byte[]> delayed = new ArrayList<>();

    /** A request: first line and headers, and what follows. */
    public record Request(String head, String body) {}

    /**
     * A proxy on a port of its own.
     *
     * @param faults chooses what happens to a request, by its head: first line and headers. Called
     *     by one thread at a time
     */
    public FaultyProxy(URI server, Function<String, Fault> faults) throws IOException {
        this(faults.compose(Request::head), server);
    }

    /** One whose faults depend on all of a request. */
    public static FaultyProxy ofRequests(URI server, Function<Request, Fault> faults)
            throws IOException {
        return new FaultyProxy(faults, server);
    }

    private FaultyProxy(Function<Request, Fault> faults, URI server) throws IOException {
        this.server = server;
        this.faults = faults;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::listen);
    }

    /** Where clients connect to. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    private void listen() {
        while (true) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            byte[] request = request(client);
            Fault fault = choose(new String(request, ISO_8859_1));
            byte[] answer =
                    switch (fault) {
                        case Fault.None _ -> carryOut(request);
                        case Fault.HalfAnAnswer _ -> half(carryOut(request));
                        case Fault.WrongByte _ -> wrong(carryOut(request));
                        case Fault.Unconditional _ -> carryOut(unconditional(request));
                        case Fault.LostAnswer _ -> {
                            carryOut(request);
                            yield new byte[0];
                        }
                        case Fault.Lost _ -> new byte[0];
                        case Fault.BrokenOff _ -> {
                            carryOutHalf(request);
                            yield new byte[0];
                        }
                        case Fault.Silence _ -> {
                            carryOut(request);
                            client.getInputStream().readAllBytes(); // until it hangs up
                            yield new byte[0];
                        }
                        case Fault.Delayed _ -> {
                            delay(request);
                            yield new byte[0];
                        }
                        case Fault.Changed changed -> changed.of(carryOut(request));
                        case Fault.Answered answered -> {
                            if (answered.isCarriedOut()) {
                                carryOut(request);
                            }
                            yield answered.bytes();
                        }
                    };
            if (answer.length == 0) {
                client.setSoLinger(true, 0); // a reset instead of an end
            }
            client.getOutputStream().write(answer);
        } catch (IOException e) {
            // The client gave up, or opened a connection that it did not use.
        }
    }

    private synchronized Fault choose(String request) {
        int end = request.indexOf("\r\n\r\n");
        return faults.apply(new Request(request.substring(0, end), request.substring(end + 4)));
    }

    private synchronized void delay(byte[] request) {
        delayed.add(request);
    }

    /** Carries out what was delayed; returns how many requests that were. */
    public int deliver() throws IOException {
        List<byte[]> requests;
        synchronized (this) {
            requests = List.copyOf(delayed);
            delayed.clear();
        }
        for (byte[] request : requests) {
            carryOut(request);
        }
        return requests.size();
    }

    private static byte[] half(byte[] answer) {
        return Arrays.copyOf(answer, answer.length / 2);
    }

    private static byte[] wrong(byte[] answer) {
        answer[answer.length - 1] ^= 1;
        return answer;
    }

    private static byte[] unconditional(byte[] request) {
        String text = new String(request, ISO_8859_1);
        return text.replaceAll("(?im)^if-(none-)?match:.*\r\n", "").getBytes(ISO_8859_1);
    }

    private synchronized byte[] carryOut(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
            socket.getOutputStream().write(request);
            return socket.getInputStream().readAllBytes();
        }
    }

    private void carryOutHalf(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
            socket.getOutputStream().write(request, 0, request.length / 2);
        }
    }

    /** Reads a request and asks for the connection to end after it. */
    private static byte[] request(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String name = line.split(":", 2)[0].toLowerCase(Locale.ROOT);
            switch (name) {
                case "content-length" -> length = Integer.parseInt(line.split(":", 2)[1].strip());
                case "expect" ->
                        client.getOutputStream()
                                .write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
                default -> {
                    // passed on as it is
                }
            }
            if (!name.equals("connection") && !name.equals("expect")) {
                request.writeBytes((line + "\r\n").getBytes(ISO_8859_1));
            }
        }
        request.writeBytes("Connection: close\r\n\r\n".getBytes(ISO_8859_1));
        request.writeBytes(in.readNBytes(length));
        return request.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
