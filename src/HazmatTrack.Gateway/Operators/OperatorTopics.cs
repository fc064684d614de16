using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HazmatTrack.Kafka;
using HazmatTrack.Storage.Access;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Gateway.Operators;

/// <summary>Gives every registered operator its topic, and its principal the right to write there.</summary>
internal sealed partial class OperatorTopics(
    KafkaOptions kafka, OperatorOptions options, IAccessStore store, TimeProvider time, ILogger<OperatorTopics> log)
{
    private const int Page = 1000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>After this time topics and rights are looked after again: somebody may have taken them away.</summary>
    private static readonly TimeSpan s_again = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Topic settings at creation: the time of receipt cannot be chosen by the sender, and no batch is large, or unpacks into something large.
    /// </summary>
    private static readonly Dictionary<string, string> s_settings = new()
    {
        ["message.timestamp.type"] = "LogAppendTime",
        ["max.message.bytes"] = "262144",
        ["compression.type"] = "uncompressed",
    };

    private readonly HashSet<string> _known = [];
    private long _since = time.GetTimestamp();

    public string NameOf(string code) => options.TopicPrefix + code;

    /// <summary>The operator of a topic.</summary>
    public string CodeOf(string topic) => topic[options.TopicPrefix.Length..];

    /// <summary>Creates what operators lack. Repeated calls change nothing.</summary>
    /// <exception cref="KafkaException">The brokers do not answer, or do not permit it.</exception>
    public async Task EnsureAsync(CancellationToken cancellation)
    {
        if (time.GetElapsedTime(_since) >= s_again)
        {
            _known.Clear();
            _since = time.GetTimestamp();
        }

        string? after = null;
        IReadOnlyList<StoredOperator> page;
        do
        {
            page = await store.OperatorsAsync(after, Page, cancellation);
            after = page.Count > 0 ? page[^1].Operator.Code : after;
            string[] missing = [.. page.Select(o => o.Operator.Code).Where(code => !_known.Contains(code))];
            if (missing.Length > 0)
            {
                await CreateAsync(missing);
                _known.UnionWith(missing);
            }
        }
        while (page.Count == Page);
    }

    private async Task CreateAsync(string[] codes)
    {
        await KafkaTopics.EnsureAsync(kafka, [.. codes.Select(code => new TopicSpec(NameOf(code), options.Partitions, s_settings))]);
        if (options.Principal == "")
        {
            return;
        }

        using var admin = new AdminClientBuilder(kafka.Apply(new AdminClientConfig())).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        try
        {
            await admin.CreateAclsAsync(codes.SelectMany(RightsOf), new() { RequestTimeout = s_patience });
        }
        catch (CreateAclsException e) when (e.Results.TrueForAll(r => r.Error.Code is ErrorCode.NoError or ErrorCode.SecurityDisabled))
        {
            LogNoAuthorizer();
        }
    }

    private IEnumerable<AclBinding> RightsOf(string code)
    {
        var principal = options.Principal.Replace("{code}", code, StringComparison.Ordinal);
        return new[] { AclOperation.Write, AclOperation.Describe }.Select(operation => new AclBinding
        {
            Pattern = new() { Type = ResourceType.Topic, Name = NameOf(code), ResourcePatternType = ResourcePatternType.Literal },
            Entry = new() { Principal = principal, Host = "*", Operation = operation, PermissionType = AclPermissionType.Allow },
        });
    }

    [LoggerMessage(LogLevel.Error, "The brokers check no rights (they have no authorizer), so that every operator can write to the topics of all others, whatever Operators:Principal says. Set authorizer.class.name on the brokers.")]
    private partial void LogNoAuthorizer();
}
