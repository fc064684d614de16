using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using HazmatTrack.Access.Settings;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;

namespace HazmatTrack.Access.Limits;

/// <summary>
/// How many calls each caller may make: a token bucket for each person and key, and for each address of calls that nobody vouches for (OWASP API4:2023). One
/// that calls without end takes nothing from the others.
/// </summary>
internal static class CallLimits
{
    public static IServiceCollection AddCallLimits(this IServiceCollection services, AccessOptions options) => services.AddRateLimiter(limits =>
    {
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => IsOperation(context.Request.Path)
            ? RateLimitPartition.GetNoLimiter("operation")
            : RateLimitPartition.GetTokenBucketLimiter(NameOf(context), _ => new()
            {
                TokenLimit = options.CallsAtOnce,
                TokensPerPeriod = Math.Max(1, options.CallsPerSecond / 10),
                ReplenishmentPeriod = TimeSpan.FromMilliseconds(options.CallsPerSecond < 10 ? 1000.0 / options.CallsPerSecond : 100),
                QueueLimit = 0,
            }));
        limits.OnRejected = async (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
            rejected.HttpContext.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            await new ProblemResult(ProblemCode.TooManyRequests).ExecuteAsync(rejected.HttpContext);
        };
    });

    /// <summary>Must be registered after authentication.</summary>
    public static IApplicationBuilder UseCallLimits(this IApplicationBuilder app) => app.UseRateLimiter();

    /// <summary>Probes and metrics: those who watch the program must not be refused because somebody else calls.</summary>
    private static bool IsOperation(PathString path) =>
        path.StartsWithSegments("/healthz", StringComparison.Ordinal) || path.StartsWithSegments("/metrics", StringComparison.Ordinal);

    private static string NameOf(HttpContext context) => context.User.FindCaller() is { } caller
        ? $"{caller.Issuer} {caller.Subject}"
        : AddressOf(context.Connection.RemoteIpAddress);

    /// <summary>The address of a caller; of IPv6 its network of 64 bits, since one address comes with the others.</summary>
    internal static string AddressOf(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
        {
            return (address?.IsIPv4MappedToIPv6 == true ? address.MapToIPv4() : address)?.ToString() ?? "unknown";
        }

        var network = address.GetAddressBytes();
        network.AsSpan(8).Clear();
        return $"{new IPAddress(network)}/64";
    }
}
