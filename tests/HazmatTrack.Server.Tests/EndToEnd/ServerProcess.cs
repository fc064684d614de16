using System.Diagnostics;
using System.Net.Http.Json;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>The built program in a process of its own, on embedded parts, which can be killed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, HttpClient http) => (_process, Http) = (process, http);

    public HttpClient Http { get; }

    public static async Task<ServerProcess> StartAsync(string folder, params string[] settings)
    {
        var port = FreePorts.Next();
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "HazmatTrack.Server.dll"), $"--Server:Port={port}", $"--Server:DataFolder={folder}", "--Demo:Enabled=false",
            "--Logging:LogLevel:Default=Warning", .. settings,
        ];
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new ServerProcess(process, new(new HttpClientHandler { UseCookies = false }) { BaseAddress = new($"http://127.0.0.1:{port}") });
        await Eventually.BecomesTrueAsync(server.IsReadyAsync, "ready", 90);
        return server;
    }

    /// <summary>Signs in as a person of the demo, who sends every call from now on.</summary>
    public async Task SignInAsync(string person)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sign-in/demo") { Content = JsonContent.Create(new { person }) };
        request.Headers.Add("X-Hazmat", "1");
        using var answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        Http.DefaultRequestHeaders.Clear();
        Http.DefaultRequestHeaders.Add("Cookie", answer.Headers.GetValues("Set-Cookie").First().Split(';')[0]);
        Http.DefaultRequestHeaders.Add("X-Hazmat", "1");
    }

    /// <summary>Kills it: no handler runs, and nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        Http.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        Assert.False(_process.HasExited, $"The program has ended with {(_process.HasExited ? _process.ExitCode : 0)}.");
        try
        {
            using var answer = await Http.GetAsync(new Uri("/healthz/ready", UriKind.Relative), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
