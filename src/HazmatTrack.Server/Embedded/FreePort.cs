using System.Net;
using System.Net.Sockets;

namespace HazmatTrack.Server.Embedded;

/// <summary>
/// Ports for listeners that start some seconds later. Below those that the system gives to connections (from 32,768 on), one of which could take a port that
/// was found free before it is listened on.
/// </summary>
internal static class FreePort
{
    private const int First = 18_000;
    private const int End = 26_000;

    /// <summary>Another port than one that is chosen already.</summary>
    public static int OtherThan(int chosen)
    {
        int port;
        do
        {
            port = Any();
        }
        while (port == chosen);

        return port;
    }

    /// <summary>A port on which nobody listens.</summary>
    /// <exception cref="SocketException">No port can be listened on.</exception>
    public static int Any()
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = Random.Shared.Next(First, End);
            try
            {
                // On all addresses: a silo in a cluster listens on those of other machines as well.
                using var probe = new TcpListener(IPAddress.Any, port);
                probe.Start();
                return port;
            }
            catch (SocketException) when (attempt < End - First)
            {
                // In use.
            }
        }
    }
}
