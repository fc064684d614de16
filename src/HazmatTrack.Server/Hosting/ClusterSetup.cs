using System.Net;
using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Server.Embedded;
using Npgsql;
using Orleans.Configuration;

namespace HazmatTrack.Server.Hosting;

/// <summary>
/// Runs this process as an Orleans silo: in a cluster through PostgreSQL, or alone where a part is embedded. A process without the role tracker that asks
/// silos is a client of the cluster.
/// </summary>
internal static class ClusterSetup
{
    /// <summary>Connections that a silo keeps for membership: probes and heartbeats do not wait for those of the stores.</summary>
    public const int MembershipConnections = 4;

    /// <summary>
    /// Places of grains that a silo keeps. A vehicle is called by message only to wake up, to be released and where somebody looks at it; the runtime's own
    /// number, a million, would hold some 300 bytes for every vehicle that sleeps.
    /// </summary>
    private const int KnownPlaces = 10_000;

    /// <summary>Asks the silos, from a process that is none.</summary>
    public static void UseSilos(this IServiceCollection services, Settings.ClusterOptions options, string database)
    {
        services.AddSingleton(p => ActivatorUtilities.CreateInstance<SilosFromOutside>(p, (IClientBuilder client) =>
        {
            client.Configure<Orleans.Configuration.ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (options.ClusterId, options.ServiceId));
            client.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = ("Npgsql", Membership(database)));
            if (options.IsEncrypted)
            {
                SiloCertificates.Use(client, options);
            }
        }));
        if (options.IsEncrypted)
        {
            SiloCertificates.Watch(services, options);
        }

        services.AddSingleton<ISilos>(p => p.GetRequiredService<SilosFromOutside>());
        services.AddHostedService(p => p.GetRequiredService<SilosFromOutside>());
        services.AddHealthChecks().AddCheck<SilosFromOutside>("silos", tags: ["ready"]);
    }

    public static void UseCluster(this WebApplicationBuilder builder, Settings.ClusterOptions options, Infrastructure backing) => builder.UseOrleans(silo =>
    {
        silo.Services.AddSingleton<ISilos, OwnSilo>();
        if (backing.MembershipDatabase is { } database)
        {
            silo.Configure<Orleans.Configuration.ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (options.ClusterId, options.ServiceId));
            silo.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = ("Npgsql", Membership(database)));
            Listen(silo, options);
            if (options.IsEncrypted)
            {
                SiloCertificates.Use(silo, options);
                SiloCertificates.Watch(silo.Services, options);
            }

            silo.Configure<ClusterMembershipOptions>(Watch);
        }
        else
        {
            var port = FreePort.Any();
            silo.UseLocalhostClustering(port, FreePort.OtherThan(port), null, options.ServiceId, options.ClusterId);
        }

        silo.Configure<GrainDirectoryOptions>(o => o.CacheSize = KnownPlaces);
        UnmeasuredMachine.Use(silo.Services);
        silo.Services.AddPlacementDirector<SiloKeyPlacement, SiloKeyPlacementDirector>();
    });

    private static string Membership(string database) => new NpgsqlConnectionStringBuilder(database)
    {
        ApplicationName = "hazmattrack membership",
        MinPoolSize = 0,
        MaxPoolSize = MembershipConnections,
    }.ConnectionString;

    private static void Listen(ISiloBuilder silo, Settings.ClusterOptions options)
    {
        var port = options.SiloPort == 0 ? FreePort.OtherThan(options.GatewayPort) : options.SiloPort;
        var gateway = options.GatewayPort == 0 ? FreePort.OtherThan(port) : options.GatewayPort;
        if (options.AdvertisedAddress == "" && !options.IsOnlyHere)
        {
            silo.ConfigureEndpoints(port, gateway);
        }
        else
        {
            var address = options.IsOnlyHere ? IPAddress.Loopback : IPAddress.Parse(options.AdvertisedAddress);
            silo.ConfigureEndpoints(address, port, gateway, listenOnAnyHostAddress: false);
        }
    }

    /// <summary>
    /// A silo that was killed must be noticed within seconds: until then calls to its vehicles wait for it. Where all were killed nobody is left to notice,
    /// and the next ones wait for 9 s after the last sign of life in the table before they begin without them. Rows of silos that ended are removed within
    /// the hour.
    /// </summary>
    private static void Watch(ClusterMembershipOptions o)
    {
        o.ProbeTimeout = TimeSpan.FromSeconds(2);
        o.NumMissedProbesLimit = 3;
        o.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        o.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(3);
        o.NumMissedTableIAmAliveLimit = 3;
        o.DefunctSiloExpiration = TimeSpan.FromHours(1);
        o.DefunctSiloCleanupPeriod = TimeSpan.FromMinutes(10);
    }
}
