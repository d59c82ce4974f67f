import { t } from '../../base/l10n.ts';

/** An operation of the Docker Engine API (docs.docker.com/reference/api/engine), or of BuildKit's. */
interface Operation {
  readonly methods: readonly string[];
  readonly path: RegExp;
  /** By which the reference calls it, and the chapter that it is in. */
  readonly id?: string;
  readonly tag?: string;
  says(detail: string): string;
}

const on = (
  methods: string,
  path: string,
  tag: string,
  id: string,
  says: Operation['says'],
): Operation => ({
  methods: methods.split('|'),
  path: new RegExp(`^${path.replace('{}', '.+')}$`),
  ...(tag === '' ? {} : { tag, id }),
  says,
});

/** The first that fits is meant: what has a word of its own in its path stands before what has a name there. */
export const operations: readonly Operation[] = [
  on('GET|HEAD', '/_ping', 'System', 'SystemPing', () =>
    t('Asks whether the engine is there, and which version of the API it speaks.'),
  ),
  on('GET', '/version', 'System', 'SystemVersion', () =>
    t('Asks which versions the engine and its parts have.'),
  ),
  on('GET', '/info', 'System', 'SystemInfo', () =>
    t('Asks how the engine and its machine are set up.'),
  ),
  on('GET', '/events', 'System', 'SystemEvents', () =>
    t('Listens to what the engine announces, until the client has enough.'),
  ),
  on('GET', '/system/df', 'System', 'SystemDataUsage', () =>
    t('Asks how much space images, containers and volumes take.'),
  ),
  on('POST', '/auth', 'System', 'SystemAuth', () => t('Tries a login at a registry.')),

  on('GET', '/containers/json', 'Container', 'ContainerList', () => t('Lists containers.')),
  on('POST', '/containers/create', 'Container', 'ContainerCreate', (image) =>
    t(
      'Makes a container of the image {0}: its settings and a layer to write on; nothing runs yet.',
      image,
    ),
  ),
  on('POST', '/containers/prune', 'Container', 'ContainerPrune', () =>
    t('Removes all containers that do not run.'),
  ),
  on('GET', '/containers/{}/json', 'Container', 'ContainerInspect', (name) =>
    t('Asks for all that the engine knows of the container {0}.', name),
  ),
  on('GET', '/containers/{}/top', 'Container', 'ContainerTop', (name) =>
    t('Lists the processes of the container {0}.', name),
  ),
  on('GET', '/containers/{}/logs', 'Container', 'ContainerLogs', (name) =>
    t('Asks for what the container {0} has written.', name),
  ),
  on('GET', '/containers/{}/changes', 'Container', 'ContainerChanges', (name) =>
    t('Asks which files the container {0} has changed.', name),
  ),
  on('GET', '/containers/{}/export', 'Container', 'ContainerExport', (name) =>
    t('Takes all files of the container {0} out as one archive.', name),
  ),
  on('GET', '/containers/{}/stats', 'Container', 'ContainerStats', (name) =>
    t('Asks for the counters of the container {0}: CPU, memory, network.', name),
  ),
  on('POST', '/containers/{}/resize', 'Container', 'ContainerResize', (name) =>
    t('Tells the terminal of the container {0} how large the window is.', name),
  ),
  on('POST', '/containers/{}/start', 'Container', 'ContainerStart', (name) =>
    t(
      'Starts the container {0}: now namespaces, cgroup and file system are made, and its first process runs.',
      name,
    ),
  ),
  on('POST', '/containers/{}/stop', 'Container', 'ContainerStop', (name) =>
    t('Stops the container {0}: SIGTERM first, SIGKILL when that does not help.', name),
  ),
  on('POST', '/containers/{}/restart', 'Container', 'ContainerRestart', (name) =>
    t('Stops the container {0} and starts it again.', name),
  ),
  on('POST', '/containers/{}/kill', 'Container', 'ContainerKill', (name) =>
    t('Sends a signal to the first process of the container {0}.', name),
  ),
  on('POST', '/containers/{}/update', 'Container', 'ContainerUpdate', (name) =>
    t('Changes limits of the container {0} while it runs.', name),
  ),
  on('POST', '/containers/{}/rename', 'Container', 'ContainerRename', (name) =>
    t('Gives a container another name: {0}.', name),
  ),
  on('POST', '/containers/{}/pause', 'Container', 'ContainerPause', (name) =>
    t('Freezes all processes of the container {0} by its cgroup.', name),
  ),
  on('POST', '/containers/{}/unpause', 'Container', 'ContainerUnpause', (name) =>
    t('Lets the processes of the container {0} go on.', name),
  ),
  on('POST', '/containers/{}/attach', 'Container', 'ContainerAttach', (name) =>
    t('Makes the connection into the input and output of the container {0}.', name),
  ),
  on('GET', '/containers/{}/attach/ws', 'Container', 'ContainerAttachWebsocket', (name) =>
    t('Makes the connection into the input and output of the container {0}.', name),
  ),
  on('POST', '/containers/{}/wait', 'Container', 'ContainerWait', (name) =>
    t('Waits until the container {0} has ended, and asks for its exit code.', name),
  ),
  on('HEAD', '/containers/{}/archive', 'Container', 'ContainerArchiveInfo', (name) =>
    t('Asks about a file in the container {0}.', name),
  ),
  on('GET', '/containers/{}/archive', 'Container', 'ContainerArchive', (name) =>
    t('Copies files out of the container {0}.', name),
  ),
  on('PUT', '/containers/{}/archive', 'Container', 'PutContainerArchive', (name) =>
    t('Copies files into the container {0}.', name),
  ),
  on('POST', '/containers/{}/exec', 'Exec', 'ContainerExec', (command) =>
    t('Prepares to run another program in a container: {0}', command),
  ),
  on('DELETE', '/containers/{}', 'Container', 'ContainerDelete', (name) =>
    t('Removes the container {0} with the layer that it wrote on.', name),
  ),
  on('POST', '/exec/{}/start', 'Exec', 'ExecStart', () =>
    t('Starts the program that was prepared: it enters the namespaces of the container.'),
  ),
  on('POST', '/exec/{}/resize', 'Exec', 'ExecResize', () =>
    t('Tells the terminal of a program in a container how large the window is.'),
  ),
  on('GET', '/exec/{}/json', 'Exec', 'ExecInspect', () =>
    t('Asks how a program in a container ended.'),
  ),

  on('GET', '/images/json', 'Image', 'ImageList', () => t('Lists images.')),
  on('GET', '/images/search', 'Image', 'ImageSearch', () =>
    t('Searches for images on Docker Hub.'),
  ),
  on('POST', '/images/create', 'Image', 'ImageCreate', (name) =>
    t(
      'Has the engine fetch the image {0} from its registry, layer by layer; those that are there are not fetched again.',
      name,
    ),
  ),
  on('POST', '/images/load', 'Image', 'ImageLoad', () =>
    t('Sends images as an archive to the engine.'),
  ),
  on('GET', '/images/get', 'Image', 'ImageGetAll', () =>
    t('Takes images out of the engine as one archive.'),
  ),
  on('POST', '/images/prune', 'Image', 'ImagePrune', () => t('Removes images that nothing uses.')),
  on('GET', '/images/{}/json', 'Image', 'ImageInspect', (name) =>
    t('Asks for all that the engine knows of the image {0}.', name),
  ),
  on('GET', '/images/{}/history', 'Image', 'ImageHistory', (name) =>
    t('Asks which instructions made the layers of the image {0}.', name),
  ),
  on('GET', '/images/{}/get', 'Image', 'ImageGet', (name) =>
    t('Takes the image {0} out of the engine as an archive.', name),
  ),
  on('POST', '/images/{}/push', 'Image', 'ImagePush', (name) =>
    t('Has the engine send the image {0} to its registry.', name),
  ),
  on('POST', '/images/{}/tag', 'Image', 'ImageTag', (name) =>
    t('Gives an image one more name: {0}.', name),
  ),
  on('DELETE', '/images/{}', 'Image', 'ImageDelete', (name) =>
    t('Takes the name {0} from an image; with its last name it is removed.', name),
  ),
  on('POST', '/build', 'Image', 'ImageBuild', (name) =>
    t('Sends the files of the build’s folder and has the engine build an image of them: {0}', name),
  ),
  on('POST', '/build/prune', 'Image', 'BuildPrune', () =>
    t('Removes what is kept of former builds.'),
  ),
  on('POST', '/commit', 'Image', 'ImageCommit', (name) =>
    t('Makes an image of what a container has written: {0}', name),
  ),
  on('GET', '/distribution/{}/json', 'Distribution', 'DistributionInspect', (name) =>
    t('Asks the registry about the image {0}, without fetching it.', name),
  ),

  on('GET', '/networks', 'Network', 'NetworkList', () => t('Lists networks.')),
  on('POST', '/networks/create', 'Network', 'NetworkCreate', (name) =>
    t('Makes the network {0}: usually a bridge of its own, with a range of addresses.', name),
  ),
  on('POST', '/networks/prune', 'Network', 'NetworkPrune', () =>
    t('Removes networks that nothing uses.'),
  ),
  on('POST', '/networks/{}/connect', 'Network', 'NetworkConnect', (name) =>
    t('Connects a container to the network {0}: a virtual cable and an address.', name),
  ),
  on('POST', '/networks/{}/disconnect', 'Network', 'NetworkDisconnect', (name) =>
    t('Disconnects a container from the network {0}.', name),
  ),
  on('GET', '/networks/{}', 'Network', 'NetworkInspect', (name) =>
    t('Asks for all that the engine knows of the network {0}.', name),
  ),
  on('DELETE', '/networks/{}', 'Network', 'NetworkDelete', (name) =>
    t('Removes the network {0}.', name),
  ),

  on('GET', '/volumes', 'Volume', 'VolumeList', () => t('Lists volumes.')),
  on('POST', '/volumes/create', 'Volume', 'VolumeCreate', (name) =>
    t('Makes the volume {0}: a folder of the engine’s that outlives containers.', name),
  ),
  on('POST', '/volumes/prune', 'Volume', 'VolumePrune', () =>
    t('Removes volumes that nothing uses.'),
  ),
  on('GET', '/volumes/{}', 'Volume', 'VolumeInspect', (name) =>
    t('Asks for all that the engine knows of the volume {0}.', name),
  ),
  on('PUT', '/volumes/{}', 'Volume', 'VolumeUpdate', (name) => t('Changes the volume {0}.', name)),
  on('DELETE', '/volumes/{}', 'Volume', 'VolumeDelete', (name) =>
    t('Removes the volume {0} and what is in it.', name),
  ),

  on('POST', '/session', 'Session', 'Session', () =>
    t(
      'Opens a second way to the client for a build: by it the builder asks for files and passwords.',
    ),
  ),
  on('POST', '/grpc', '', '', () =>
    t('Makes the connection into one to BuildKit, the engine’s builder.'),
  ),
  on('POST', '/moby\\.buildkit\\.v1\\.Control/Solve', '', '', () =>
    t('Tells BuildKit what to build, as a graph of steps.'),
  ),
  on('POST', '/moby\\.buildkit\\.v1\\.Control/Status', '', '', () =>
    t('Listens to how far the build is.'),
  ),
  on('POST', '/moby\\.buildkit\\.v1\\.Control/{}', '', '', () =>
    t('Asks BuildKit, the engine’s builder, about itself.'),
  ),
  on('POST', '/moby\\.filesync\\.v1\\.{}', '', '', () =>
    t('Gives the builder the files that it asks for, and takes those that it made.'),
  ),
  on('POST', '/(moby|grpc)\\..+', '', '', () => t('Client and builder talk with each other.')),

  on('GET', '/swarm', 'Swarm', 'SwarmInspect', () =>
    t('Asks about the swarm that the engine is in.'),
  ),
  on('POST', '/swarm/init', 'Swarm', 'SwarmInit', () =>
    t('Makes the engine the first manager of a new swarm.'),
  ),
  on('POST', '/swarm/join', 'Swarm', 'SwarmJoin', () => t('Lets the engine join a swarm.')),
  on('POST', '/swarm/leave', 'Swarm', 'SwarmLeave', () => t('Lets the engine leave its swarm.')),
  on('GET', '/nodes', 'Node', 'NodeList', () => t('Lists the machines of the swarm.')),
  on('GET', '/nodes/{}', 'Node', 'NodeInspect', () => t('Asks about a machine of the swarm.')),
  on('GET', '/services', 'Service', 'ServiceList', () => t('Lists the services of the swarm.')),
  on('POST', '/services/create', 'Service', 'ServiceCreate', (name) =>
    t('Makes a service: the swarm keeps as many containers of it running as are wanted: {0}', name),
  ),
  on('GET', '/services/{}/logs', 'Service', 'ServiceLogs', (name) =>
    t('Asks for what all containers of the service {0} have written.', name),
  ),
  on('POST', '/services/{}/update', 'Service', 'ServiceUpdate', (name) =>
    t('Changes the service {0}; the swarm replaces its containers one after the other.', name),
  ),
  on('GET', '/services/{}', 'Service', 'ServiceInspect', (name) =>
    t('Asks for all that the swarm knows of the service {0}.', name),
  ),
  on('DELETE', '/services/{}', 'Service', 'ServiceDelete', (name) =>
    t('Removes the service {0} with its containers.', name),
  ),
  on('GET', '/tasks', 'Task', 'TaskList', () =>
    t('Lists the tasks of the swarm: each is a container that shall run somewhere.'),
  ),
];
