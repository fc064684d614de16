using System.Net;
using System.Net.Sockets;
using HazmatTrack.Server.Tracking.OpenHistory;
using Microsoft.Extensions.Options;
using Orleans.Clustering.Redis;
using Orleans.Configuration;

namespace HazmatTrack.Server.Hosting;

/// <summary>This process as an Orleans silo: alone with the embedded Redis, in a cluster through a real one.</summary>
internal static class ClusterSetup
{
    public static void UseCluster(this WebApplicationBuilder builder, Settings.ClusterOptions options, Backing backing) => builder.UseOrleans(silo =>
    {
        if (backing.IsRedisEmbedded)
        {
            silo.UseLocalhostClustering(FreePort(), FreePort(), null, options.ServiceId, options.ClusterId);
        }
        else
        {
            silo.Configure<Orleans.Configuration.ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (options.ClusterId, options.ServiceId));
            silo.UseRedisClustering(o => o.ConfigurationOptions = backing.RedisAddress);
            MakeMembershipLast(silo.Services, backing);
            var (port, gateway) = (options.SiloPort == 0 ? FreePort() : options.SiloPort, options.GatewayPort == 0 ? FreePort() : options.GatewayPort);
            if (options.AdvertisedAddress == "")
            {
                silo.ConfigureEndpoints(port, gateway);
            }
            else
            {
                silo.ConfigureEndpoints(IPAddress.Parse(options.AdvertisedAddress), port, gateway, listenOnAnyHostAddress: false);
            }

            // A silo that was killed must be noticed in seconds: until then its vehicles' calls wait for it.
            silo.Configure<ClusterMembershipOptions>(o =>
            {
                o.ProbeTimeout = TimeSpan.FromSeconds(2);
                o.NumMissedProbesLimit = 3;
                o.TableRefreshTimeout = TimeSpan.FromSeconds(10);
                o.DefunctSiloExpiration = TimeSpan.FromHours(1);
                o.DefunctSiloCleanupPeriod = TimeSpan.FromMinutes(10);
            });
        }

        silo.Services.AddPlacementDirector<SiloKeyPlacement, SiloKeyPlacementDirector>();
    });

    /// <summary>Puts the table that survives a loss of Redis over the one of Orleans.</summary>
    private static void MakeMembershipLast(IServiceCollection services, Backing backing)
    {
        var ofOrleans = services.Last(d => d.ServiceType == typeof(IMembershipTable));
        services.Remove(ofOrleans);
        services.AddSingleton<IMembershipTable>(p => new LastingMembershipTable(
            (IMembershipTable)ofOrleans.ImplementationFactory!(p),
            backing.Redis.GetDatabase(),
            RedisClusteringOptions.DefaultCreateRedisKey(p.GetRequiredService<IOptions<Orleans.Configuration.ClusterOptions>>().Value),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<LastingMembershipTable>>()));
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
