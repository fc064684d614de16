using System.Globalization;
using System.Net;
using HazmatTrack.Domain;
using HazmatTrack.Server.Settings;

namespace HazmatTrack.Server.CommandLine;

/// <summary>The command <c>health</c>: asks a probe of the program that runs with the same settings, as the health check of a container does.</summary>
internal static class HealthCommand
{
    /// <summary>A probe answers from memory: one that takes longer is as good as none.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks, and writes what was answered; returns the exit code (<see cref="HealthArguments.Usage"/>).</summary>
    /// <exception cref="CommandLineException">The settings do not say where the program answers.</exception>
    public static async Task<ExitCode> RunAsync(
        HealthArguments arguments, AllSettings settings, Language language, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        var probe = ProbeOf(settings, arguments.IsLive);

        // The probe is on this machine, whatever proxy the environment names.
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = s_patience };
        try
        {
            using var answer = await client.GetAsync(probe, cancellation);
            var text = (await answer.Content.ReadAsStringAsync(cancellation)).TrimEnd('\n');
            if (answer.IsSuccessStatusCode)
            {
                await output.WriteLineAsync(text);
                return ExitCode.Done;
            }

            await errors.WriteLineAsync(new LocalText(
                $"未就绪（{probe} 应答 {(int)answer.StatusCode}）：",
                $"Not ready ({probe} answers {(int)answer.StatusCode}):").In(language));
            await errors.WriteLineAsync(text);
            return ExitCode.Fault;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException && !cancellation.IsCancellationRequested)
        {
            var why = e is TaskCanceledException
                ? new LocalText($"{s_patience.TotalSeconds} 秒内没有应答", $"nothing within {s_patience.TotalSeconds} s")
                : new(e.Message, e.Message);
            await errors.WriteLineAsync(new LocalText($"{probe} 没有应答：{why.Chinese}。", $"No answer from {probe}: {why.English}.").In(language));
            return ExitCode.Unreachable;
        }
    }

    /// <summary>The address of the probe.</summary>
    /// <exception cref="CommandLineException">The program takes a free port, which nobody else knows.</exception>
    public static Uri ProbeOf(AllSettings settings, bool isLive)
    {
        var endpoint = settings.Outside.Operation is { Length: > 0 } operation
            ? IPEndPoint.Parse(operation)
            : new IPEndPoint(IPAddress.Loopback, settings.Server.Port);
        if (endpoint.Port == 0)
        {
            throw new CommandLineException(new(
                "Server:Port 为 0，即任选的空闲端口，只有程序的日志中写明：请给出 --Server:Port=N，或设 Outside:Operation。",
                "Server:Port is 0, a free port that only the log of the program names: give --Server:Port=N, or set Outside:Operation."));
        }

        // A listener on every address is asked on loopback.
        var host = endpoint.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : endpoint.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : endpoint.Address;
        return new(string.Create(CultureInfo.InvariantCulture, $"http://{new IPEndPoint(host, endpoint.Port)}/healthz/{(isLive ? "live" : "ready")}"));
    }
}
