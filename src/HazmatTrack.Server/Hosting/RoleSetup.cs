using HazmatTrack.Access;
using HazmatTrack.Gateway;
using HazmatTrack.Gateway.DeadLetters;
using HazmatTrack.Server.Access;
using HazmatTrack.Server.Demo;
using HazmatTrack.Server.Settings;
using HazmatTrack.Subscriptions;
using HazmatTrack.Tracker.Support;
using HazmatTrack.Web;
using HazmatTrack.Web.Alerts;
using HazmatTrack.Web.Registry;

namespace HazmatTrack.Server.Hosting;

/// <summary>Registers and maps what each role of the process does.</summary>
internal static class RoleSetup
{
    /// <summary>
    /// Hosted services start in the order of their registration and stop in the reverse. The silo is the first, so that partitions are taken once it has
    /// joined the cluster, which may take a while, and what is in flight is evaluated before it leaves.
    /// </summary>
    public static void AddRoles(this WebApplicationBuilder builder, AllSettings settings, Infrastructure backing)
    {
        var (services, server) = (builder.Services, settings.Server);
        var (isGateway, isTracker, isWeb) = (server.Is(ServerRoles.Gateway), server.Is(ServerRoles.Tracker), server.Is(ServerRoles.Web));
        var kafka = isTracker ? backing.Kafka.Apply(new Confluent.Kafka.ClientConfig()) : null;
        services.AddSingleton(settings.History).AddSingleton(settings.Ingest).AddSingleton(settings.PositionTopics);
        services.AddSingleton(backing.Kafka).AddSingleton<DamageLog>();
        if (isTracker)
        {
            builder.UseCluster(settings.Cluster, backing);
        }
        else if (isWeb)
        {
            services.UseSilos(settings.Cluster, backing.MembershipDatabase!);
        }

        if (server.ReadsHistory())
        {
            services.AddRegistry(settings.Registry, _ => backing.Registry);
            services.AddAlerts(backing.Alerts, settings.Alerts, isWeb ? settings.AlertStream : null, kafka);
            services.AddStores(settings, backing);
        }

        services.AddAudit(backing.Audit, isTracker ? backing.AuditSigner : null, settings.Audit, kafka);
        if (server.LetsIn())
        {
            services.AddAccess(settings, backing.Access, backing.IsEmbedded);
            services.AddSingleton(backing.Letters);
        }

        services.AddQuality(settings, backing);
        if (isWeb)
        {
            services.AddSubscriptions(
                backing.Subscriptions, settings.Subscriptions, settings.Mail, AccessServices.SecretOf("Mail:PasswordFile", settings.Mail.PasswordFile));
        }

        if (isTracker)
        {
            services.AddTracking(settings, backing);
        }

        if (isGateway)
        {
            services.AddHttpIngest(settings.HttpIngest, settings.Operators, settings.DeadLetters, AccessServices.IsDemo(settings, backing.IsEmbedded));
            services.AddDeadLetters(backing.IsKafkaEmbedded);
        }

        if (isWeb)
        {
            services.AddReadApi(backing.BordersFile);
        }

        if (settings.Demo.Enabled ?? backing.IsKafkaEmbedded)
        {
            services.AddSingleton(settings.Demo);
            services.AddHostedService<DemoService>();
        }
    }

    public static void MapRoles(this WebApplication app, ServerOptions server)
    {
        var (isGateway, isWeb) = (server.Is(ServerRoles.Gateway), server.Is(ServerRoles.Web));
        if (server.LetsIn())
        {
            app.MapOpenApi("/openapi/v1.json").AllowAnonymous();
            app.MapAccess();
        }

        if (isWeb)
        {
            app.MapReadApi();
        }

        if (isGateway)
        {
            app.MapPositions();
            app.MapDeadLetters();
        }
        else if (isWeb)
        {
            app.DescribePositions();
            app.DescribeDeadLetters();
        }

        if (isWeb)
        {
            app.MapAlerts();
            app.MapSubscriptions();
            app.MapRegistry();
        }
    }

    /// <summary>Has unreadable rows logged and counted. To be called before any service reads a row.</summary>
    public static void WatchDamage(this Infrastructure backing, DamageLog damage, ServerOptions server)
    {
        if (server.ReadsHistory())
        {
            backing.History.Damaged += damage.Found;
            backing.Alerts.Damaged += damage.Found;
            backing.Registry.Damaged += damage.Found;
        }

        if (server.LetsIn())
        {
            backing.Access.Damaged += damage.Found;
        }

        if (server.Is(ServerRoles.Web))
        {
            backing.Subscriptions.Damaged += damage.Found;
        }
    }
}
