using System.Net;
using System.Net.Sockets;
using HazmatTrack.Kafka.Embedded;
using HazmatTrack.Server.Settings;

namespace HazmatTrack.Server.Hosting;

/// <summary>Checks that the ports are free before anything is opened: the error of the later listener is less clear.</summary>
internal static class Ports
{
    /// <exception cref="PortTakenException">A port is in use.</exception>
    public static void Check(AllSettings settings)
    {
        Check("Server:Port", settings.Server.Port, IPAddress.Loopback, IPAddress.IPv6Loopback);
        if (settings.Kafka.BootstrapServers == "")
        {
            Check("Kafka:EmbeddedPort", settings.Kafka.EmbeddedPort, IPAddress.Loopback);
        }

        // With the embedded Redis the silo runs alone, and takes free ports.
        if (settings.Redis.ConnectionString != "")
        {
            Check("Cluster:SiloPort", settings.Cluster.SiloPort, IPAddress.Any);
            Check("Cluster:GatewayPort", settings.Cluster.GatewayPort, IPAddress.Any);
        }
    }

    private static void Check(string setting, int port, params IPAddress[] addresses)
    {
        foreach (var address in addresses.Where(a => port != 0 && (a.AddressFamily != AddressFamily.InterNetworkV6 || Socket.OSSupportsIPv6)))
        {
            try
            {
                using var probe = new TcpListener(address, port);
                probe.Start();
            }
            catch (SocketException e) when (address.AddressFamily != AddressFamily.InterNetworkV6 || e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw PortTakenException.For(setting, port, e);
            }
            catch (SocketException)
            {
                // A machine without IPv6 loopback: the server works without it as well.
            }
        }
    }
}
