using HazmatTrack.Contracts.Tracking;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Configuration;

namespace HazmatTrack.Server.Hosting;

/// <summary>
/// Reaches the silos from a process that is none of them. The process starts without them, and answers what it can: the client has a host of its own, which
/// tries until a silo answers. Once connected, the client finds other silos by itself when those it knows have gone.
/// </summary>
internal sealed partial class SilosFromOutside : BackgroundService, ISilos, IHealthCheck
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>How often the list of silos is read: one that has gone is left, and a new one found, within this time.</summary>
    private static readonly TimeSpan s_refresh = TimeSpan.FromSeconds(5);

    private readonly IHost _host;
    private readonly TimeProvider _time;
    private readonly ILogger<SilosFromOutside> _log;
    private volatile IGrainFactory? _grains;
    private volatile bool _isCutOff;
    private bool _isLogged;

    /// <param name="configure">Says how the cluster is found, and how connections to it are protected.</param>
    public SilosFromOutside(Action<IClientBuilder> configure, ILoggerFactory logs, TimeProvider time, ILogger<SilosFromOutside> log)
    {
        (_time, _log) = (time, log);
        var builder = Host.CreateEmptyApplicationBuilder(new());

        // The gateway manager repeats each second what is logged here once.
        builder.Logging.AddProvider(new Forwarding(logs)).AddFilter("Orleans.Messaging.GatewayManager", LogLevel.Error);
        builder.UseOrleansClient(client =>
        {
            configure(client);
            UnmeasuredMachine.Use(client.Services);
            client.Configure<GatewayOptions>(o => o.GatewayListRefreshPeriod = s_refresh);
            client.UseConnectionRetryFilter(RetryAsync);
            client.AddGatewayCountChangedHandler((_, now) => _isCutOff = now.NumberOfConnectedGateways == 0);
        });
        _host = builder.Build();
    }

    public IGrainFactory? Grains => _grains;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        _grains is null || _isCutOff
            ? HealthCheckResult.Degraded("No silo is reached: the newest positions of vehicles are not available.")
            : HealthCheckResult.Healthy("The silos were reached."));

    public override void Dispose()
    {
        _host.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _host.StartAsync(stoppingToken);
            _grains = _host.Services.GetRequiredService<IClusterClient>();
            LogReached();
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }

        await _host.StopAsync(CancellationToken.None);
    }

    private async Task<bool> RetryAsync(Exception e, CancellationToken cancellation)
    {
        if (!_isLogged)
        {
            _isLogged = true;
            LogNotReached(e.Message, s_pause);
        }

        await Task.Delay(s_pause, _time, cancellation);
        return true;
    }

    private sealed class Forwarding(ILoggerFactory logs) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => logs.CreateLogger(categoryName);

        public void Dispose()
        {
            // The loggers belong to the process.
        }
    }

    [LoggerMessage(LogLevel.Warning, "No silo is reached ({Why}); tried again every {Pause}. Meanwhile the newest positions of vehicles are not available.")]
    private partial void LogNotReached(string why, TimeSpan pause);

    [LoggerMessage(LogLevel.Information, "The silos are reached.")]
    private partial void LogReached();
}
