using HazmatTrack.Access;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Http;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.Posted;
using HazmatTrack.Http.Requests;
using HazmatTrack.Server.Audit;
using HazmatTrack.Server.Outside;
using HazmatTrack.Server.Settings;
using HazmatTrack.Server.Tracing;
using HazmatTrack.Server.Watching;
using HazmatTrack.Tracker.Intake;
using HazmatTrack.Tracker.Support;
using HazmatTrack.Web.OpenApi;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Prometheus;

namespace HazmatTrack.Server.Hosting;

/// <summary>The program: its infrastructure, and the host that uses it.</summary>
internal sealed class ServerHost : IAsyncDisposable
{
    /// <summary>
    /// How long ending may take after the notice: answers (<see cref="ServingEnd.Patience"/>), then what is in flight (<see cref="TrackingService"/>), then
    /// the silo. What ends the process by force must wait longer.
    /// </summary>
    public static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(90);

    private readonly Infrastructure _backing;

    private ServerHost(Infrastructure backing, WebApplication app)
    {
        _backing = backing;
        App = app;
    }

    public WebApplication App { get; }

    /// <summary>Opens everything and builds the host, which is not started.</summary>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    /// <exception cref="HazmatTrack.Kafka.Embedded.PortTakenException">A port is in use.</exception>
    /// <exception cref="StartupException">A part cannot be opened.</exception>
    public static async Task<ServerHost> OpenAsync(string[] arguments, Action<WebApplicationBuilder>? configure, CancellationToken cancellation)
    {
        var builder = Builder(arguments);
        configure?.Invoke(builder);
        var settings = AllSettings.Read(builder.Configuration, CatalogOf(builder.Services));
        AuditKeyFile.Check(settings);
        Ports.Check(settings);
        var backing = await Infrastructure.OpenAsync(
            settings, KindsOf(builder.Services), Given<ProvinceMap>(builder.Services), TimeProvider.System, cancellation);
        try
        {
            return new(backing, Build(builder, settings, backing));
        }
        catch
        {
            await backing.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// The settings that a server with these arguments has, without opening anything: for commands beside a server, which need not have all of its arguments,
    /// so that nothing is refused that is safe with the others.
    /// </summary>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static AllSettings ReadSettings(string[] arguments) => AllSettings.Read(Builder(arguments).Configuration, RuleList.Catalog, isToStart: false);

    /// <summary>The section <c>Postgres</c> alone, for a command that has the settings of no server.</summary>
    /// <exception cref="SettingsException">A setting of it is wrong.</exception>
    public static PostgresOptions ReadPostgres(string[] arguments)
    {
        var reader = new SettingsReader(Builder(arguments).Configuration);
        var postgres = reader.Read<PostgresOptions>(PostgresOptions.Section);
        reader.Check();
        return postgres;
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _backing.DisposeAsync();
    }

    /// <summary>The product's rules, or those that the hosting code provides.</summary>
    private static RuleCatalog CatalogOf(IServiceCollection services) => Given<RuleCatalog>(services) ?? RuleList.Catalog;

    /// <summary>The product's kinds of document, or those that the hosting code provides.</summary>
    private static DocumentCatalog KindsOf(IServiceCollection services) => Given<DocumentCatalog>(services) ?? DocumentKinds.Catalog;

    /// <summary>What the hosting code provides; null where it provides none.</summary>
    private static T? Given<T>(IServiceCollection services)
        where T : class => services.LastOrDefault(s => s.ServiceType == typeof(T))?.ImplementationInstance as T;

    /// <exception cref="SettingsException">appsettings.json is not JSON, or the folder of secrets cannot be read.</exception>
    private static WebApplicationBuilder Builder(string[] arguments)
    {
        try
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = arguments, ContentRootPath = AppContext.BaseDirectory });
            if (builder.Configuration[$"{ServerOptions.Section}:{nameof(ServerOptions.SecretsFolder)}"] is { Length: > 0 } folder)
            {
                var secrets = Path.GetFullPath(folder);
                if (Directory.EnumerateFiles(secrets).FirstOrDefault(f => string.IsNullOrWhiteSpace(File.ReadAllText(f))) is { } empty)
                {
                    throw new SettingsException(new(
                        $"Server:SecretsFolder：'{empty}' 为空，会使该设置失效。请填入内容或将其删除。",
                        $"Server:SecretsFolder: '{empty}' is empty, and would do away with the setting. Fill it or remove it."));
                }

                builder.Configuration.AddKeyPerFile(secrets, optional: false);
            }

            return builder;
        }
        catch (Exception e) when (e is DirectoryNotFoundException or UnauthorizedAccessException or IOException)
        {
            throw new SettingsException(new($"Server:SecretsFolder 无法读取：{e.Message}", $"Server:SecretsFolder cannot be read: {e.Message}"));
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            var why = $"{e.Message} {e.InnerException?.Message}".Trim();
            throw new SettingsException(new($"设置文件无法读取：{why}", why));
        }
    }

    private static WebApplication Build(WebApplicationBuilder builder, AllSettings settings, Infrastructure backing)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(RuleList.Catalog);
        services.TryAddSingleton<IMetricFactory>(Metrics.DefaultFactory);
        services.AddSingleton(settings);
        services.AddSingleton(settings.Rules);

        builder.AddRoles(settings, backing);
        services.AddApiDocument();
        services.AddHttp(settings.Server.AllowedOrigins);
        services.AddServingEnd(settings.Server.EndNotice);
        builder.Listen(settings, TimeProvider.System);
        services.AddWatching(settings, backing.DataFolderPath);
        services.AddLogTimes();
        services.AddTracing(settings.Tracing, settings.Server.Roles, BuildInfo.Version);

        // Each step of the end has a deadline, and all together have this one.
        services.Configure<HostOptions>(o => o.ShutdownTimeout = settings.Server.EndNotice + LongestEnd);
        var app = builder.Build();

        BuildInfo.Show(app.Services.GetRequiredService<IMetricFactory>());

        backing.WatchDamage(app.Services.GetRequiredService<DamageLog>(), settings.Server);
        app.UseWatching();
        app.UseSecurityHeaders();
        app.UseUnreadBodies();
        app.UseProblems();
        app.UseOutside(settings);
        app.UsePostedQueries();
        app.UseAnswerCompression();
        if (settings.Server.Is(ServerRoles.Web))
        {
            app.UseConsole(ConsoleFiles.Folder);
        }

        app.UseHttp(settings.Server.AllowedOrigins.Length > 0);

        // Open to everybody: they say nothing of any vehicle or person.
        app.MapHealthChecks("/healthz/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/healthz/ready", new() { Predicate = c => c.Tags.Contains("ready"), ResponseWriter = HealthResponse.WriteAsync }).AllowAnonymous();
        app.MapMetrics().AllowAnonymous();
        if (settings.Server.LetsIn())
        {
            app.UseAccess();
        }

        app.MapRoles(settings.Server);
        app.Lifetime.ApplicationStarted.Register(() => StartLog.Write(app, settings, backing));
        return app;
    }
}
