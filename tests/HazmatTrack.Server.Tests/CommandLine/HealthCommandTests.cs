using System.Net;
using System.Net.Sockets;
using HazmatTrack.Domain;
using HazmatTrack.Server.CommandLine;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HazmatTrack.Server.Tests.CommandLine;

public sealed class HealthCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-health-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData("http://127.0.0.1:5080/healthz/ready")]
    [InlineData("http://127.0.0.1:5080/healthz/live", "--live")]
    [InlineData("http://127.0.0.1:81/healthz/ready", "--Server:Port=81")]
    [InlineData("http://127.0.0.1:9090/healthz/ready", "--Outside:Operation=0.0.0.0:9090")]
    [InlineData("http://[::1]:9090/healthz/live", "--Outside:Operation", "[::]:9090", "--live")]
    [InlineData("http://127.0.0.1:9090/healthz/ready", "--Outside:Operation=0.0.0.0:9090", "--Outside:Listen:0=0.0.0.0:443")]
    [InlineData("http://10.1.2.3:9090/healthz/ready", "--Outside:Operation=10.1.2.3:9090", "--Server:Port=0")]
    public void It_asks_where_the_program_with_the_same_settings_answers(string probe, params string[] arguments)
    {
        var read = HealthArguments.Parse(arguments);
        Assert.Equal(probe, HealthCommand.ProbeOf(ServerHost.ReadSettings(read.Settings), read.IsLive).ToString());
    }

    [Fact]
    public async Task A_program_that_is_ready_is_well()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var port = new Uri(silo.Host.App.Urls.First()).Port;
        var (code, output, errors) = await AskAsync(Language.English, $"--Server:Port={port}");
        Assert.Equal((ExitCode.Done, ""), (code, errors));
        Assert.Contains("Healthy", output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await AskAsync(Language.English, "--live", $"--Server:Port={port}")).Code);
    }

    [Theory]
    [InlineData(Language.English, "Not ready")]
    [InlineData(Language.Chinese, "未就绪")]
    public async Task A_program_that_is_not_ready_is_told_with_what_it_says_and_it_is_alive(Language language, string says)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        await using var program = builder.Build();
        program.Run(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/healthz/live" ? 200 : 503;
            return context.Response.WriteAsync("positions: Unhealthy. No broker answers\n");
        });
        await program.StartAsync(TestContext.Current.CancellationToken);
        var port = $"--Server:Port={new Uri(program.Urls.First()).Port}";

        var (code, output, errors) = await AskAsync(language, port);
        Assert.Equal((ExitCode.Fault, ""), (code, output));
        Assert.Contains(says, errors, StringComparison.Ordinal);
        Assert.Contains("No broker answers", errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await AskAsync(language, port, "--live")).Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_program_that_is_gone_or_hangs_is_told_and_not_waited_for(bool hangs)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = hangs ? ((IPEndPoint)listener.LocalEndpoint).Port : FreePorts.Next();

        var (code, output, errors) = await AskAsync(Language.English, $"--Server:Port={port}");
        Assert.Equal((ExitCode.Unreachable, ""), (code, output));
        Assert.StartsWith($"No answer from http://127.0.0.1:{port}/healthz/ready: ", errors, StringComparison.Ordinal);
        Assert.Equal(hangs, errors.Contains("nothing within 5 s", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, "Server:Port is 0", "--Server:Port=0")]
    [InlineData(2, "Did you mean Server:Port?", "--Server:Prot=1")]
    [InlineData(2, "There is no option --ready", "--ready")]
    [InlineData(2, "--lang needs a value", "--lang")]
    [InlineData(3, "No answer from http://127.0.0.1:1/healthz/live", "--live", "--lang=en", "--Server:Port=1")]
    public async Task Whoever_asks_in_the_wrong_way_gets_one_line(int code, string says, params string[] arguments) =>
        (await ProgramRun.OfAsync("en_GB.UTF-8", ["health", .. arguments])).SaysOneLine(code, says);

    private static async Task<(ExitCode Code, string Output, string Errors)> AskAsync(Language language, params string[] arguments)
    {
        var read = HealthArguments.Parse(arguments);
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await HealthCommand.RunAsync(
            read, ServerHost.ReadSettings(read.Settings), language, output, errors, TestContext.Current.CancellationToken);
        return (code, output.ToString(), errors.ToString());
    }
}
