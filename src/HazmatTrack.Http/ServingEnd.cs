using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HazmatTrack.Http;

/// <summary>
/// Ends serving in good order: the readiness probe fails, and calls are answered on for as long as those in front of the program take to notice; then long
/// answers end, with a hint to come back, and the others have a deadline. So the services that stop afterwards have the rest of the time to themselves.
/// </summary>
/// <param name="notice">How long calls are answered on.</param>
internal sealed class ServingEnd(TimeSpan notice, IServer server, TimeProvider time) : IHostedLifecycleService, IHealthCheck, IDisposable
{
    /// <summary>How long answers that have begun may take; the connections of the others are closed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _long = new();
    private volatile bool _isEnding;

    /// <summary>Cancelled when answers that never end by themselves have to.</summary>
    public CancellationToken LongAnswers => _long.Token;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        _isEnding
            ? HealthCheckResult.Unhealthy("The program is ending.")
            : HealthCheckResult.Healthy("The program is serving."));

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isEnding = true;
        if (notice > TimeSpan.Zero)
        {
            await Task.Delay(notice, time, cancellationToken);
        }

        await _long.CancelAsync();
        using var patience = new CancellationTokenSource(Patience, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await server.StopAsync(deadline.Token);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _long.Dispose();
}
