using System.Net.Sockets;

namespace HazmatTrack.Kafka.Embedded;

/// <summary>A port is not available. The message names the setting and the remedy.</summary>
internal sealed class PortTakenException(string message, Exception? cause) : Exception(message, cause)
{
    public static PortTakenException For(string setting, int port, SocketException e) => new(
        e.SocketErrorCode == SocketError.AddressAlreadyInUse
            ? $"Port {port} ({setting}) is in use by another process. Stop that one, or choose another port: --{setting}=N, where 0 takes a free one."
            : $"Port {port} ({setting}) cannot be listened on: {e.Message}. Choose another: --{setting}=N, where 0 takes a free one.",
        e);
}
