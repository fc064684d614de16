using System.Net;
using System.Net.Sockets;

namespace HazmatTrack.Testing;

/// <summary>
/// Ports for programs that are told which to listen on. Below those that the system gives to connections (from 32,768 on), one of which could take a port
/// between being found free and being listened on; and below those that the program chooses by itself (from 18,000 on).
/// </summary>
public static class FreePorts
{
    private const int First = 12_000;
    private const int Count = 6_000;

    // Processes that run at the same time begin at different places.
    private static int s_last = Environment.ProcessId * 131;

    /// <summary>A port that is free, and that this process has not named for a long time.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref s_last) % Count);
            if (IsFree(port))
            {
                return port;
            }
        }
    }

    /// <summary>Whether nobody listens on a port of loopback.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
