/** A line for `sh`, and which engines know what it asks for; all do where nothing is said. */
export interface Invocation {
  readonly line: string;
  readonly only?: 'docker';
  /** The two runs change something that they share, which Podman forgets when both do it at once. */
  readonly oneByOne?: boolean;
}

/**
 * What people do with `docker`, in an order in which it makes sense. Names begin with $P, which is another in each of
 * two runs side by side; the output names nothing that is not the run's own.
 */
export const invocations: readonly Invocation[] = [
  // Containers from beginning to end
  { line: 'docker version' },
  { line: `docker info --format '{{.Driver}} {{.OSType}} {{.Architecture}}'` },
  { line: 'docker run --rm busybox echo hello' },
  { line: 'docker run --rm busybox sh -c "echo out; echo err >&2; exit 7"' },
  { line: 'docker run --rm busybox no-such-program' },
  { line: 'docker run --rm localhost:1/no-such-image' },
  { line: 'docker run --rm --network none -e A=b -w /tmp -u 1000 busybox sh -c "id -u; pwd; env"' },
  { line: 'docker run --rm busybox sh -c "seq 1 300000" | md5sum' },
  { line: 'seq 200000 | docker run -i --rm busybox md5sum' },
  { line: 'docker run -d --network none --name $P-web busybox sleep 1000 | wc -c' },
  { line: 'docker run -d --network none --name $P-web busybox true' },
  { line: 'docker ps -a --filter name=$P --format "{{.Names}} {{.Image}} {{.Command}}"' },
  { line: 'docker inspect $P-web --format "{{.State.Status}} {{.Config.Cmd}}"' },
  { line: 'docker inspect nobody' },
  { line: 'docker top $P-web -o args' },
  { line: 'docker stats --no-stream --format "{{.Name}}" $P-web' },
  { line: 'docker rename $P-web $P-site && docker rename $P-site $P-web' },
  { line: 'docker diff $P-web' },
  { line: 'docker port $P-web' },
  // What runs within them
  { line: 'docker exec $P-web echo in' },
  { line: 'seq 9 | docker exec -i $P-web cat' },
  { line: 'docker exec $P-web sh -c "echo out; echo err >&2; exit 3"' },
  { line: 'docker exec -e A=b -w /tmp $P-web sh -c "echo $A; pwd"' },
  // Podman sometimes tells one error of it, sometimes two.
  { line: 'docker exec $P-web no-such-program', only: 'docker' },
  { line: 'docker exec nobody true' },
  {
    line: 'docker exec -d $P-web touch /made; docker exec $P-web sh -c "until ls /made; do :; done"',
  },
  { line: 'script -qec "docker exec -it $P-web tty" /dev/null' },
  // Terminals
  {
    line: `mkfifo $P-in; exec 9<>$P-in; printf 'echo $((6*7)); exit 3\\n' >&9; script -qec 'docker run -it --rm busybox sh' /dev/null <&9 | grep -c '^42'`,
  },
  {
    line: `script -qec 'stty rows 33 cols 77; docker run -it --rm busybox sh -c "until stty size 2>/dev/null | grep 33.77; do :; done"' /dev/null`,
  },
  {
    line: `script -qec 'T=$(tty); (until docker exec $P-size true; do :; done; while docker exec $P-size true; do stty -F "$T" rows 41 cols 91; stty -F "$T" rows 40 cols 90; done) > /dev/null 2>&1 & docker run -it --rm --name $P-size busybox sh -c "until stty size 2>/dev/null | grep 40.90; do :; done"' /dev/null | grep -c 40`,
  },
  {
    line: `docker run -dit --network none --name $P-tty busybox sh > /dev/null; mkfifo $P-keys; exec 9<>$P-keys; printf ab >&9; script -qec 'docker attach --detach-keys a,b $P-tty' /dev/null <&9 | grep -c escape; docker inspect -f '{{.State.Running}}' $P-tty; docker rm -f $P-tty`,
  },
  // Logs, attach, wait
  {
    line: 'docker run -d --network none --name $P-talks busybox sh -c "for i in 1 2 3; do echo $i; echo err $i >&2; sleep 0.1; done" > /dev/null; docker logs -f $P-talks 2>&1 | sort; docker wait $P-talks',
  },
  { line: 'docker logs $P-talks' },
  { line: 'docker logs --tail 1 $P-talks 2>&1 | wc -l' },
  { line: 'docker logs -t $P-talks 2>/dev/null | wc -l' },
  { line: 'docker create -i --network none --name $P-cat busybox cat | wc -c' },
  { line: 'seq 5 | docker start -ai $P-cat' },
  {
    line: 'docker create -i --network none --name $P-att busybox cat > /dev/null; docker start $P-att; seq 5 | docker attach $P-att; docker wait $P-att',
  },
  { line: 'timeout -s KILL 0.5 docker logs -f $P-web; echo $?' },
  {
    line: 'docker events --filter container=$P-ev --format "{{.Action}}" > $P-ev.txt & E=$!; sleep 0.3; docker run --network none --name $P-ev busybox true; until grep -q die $P-ev.txt; do :; done; kill $E; wait $E; sort -u $P-ev.txt | grep -E "create|start|die"',
  },
  // Files
  { line: 'docker cp in.txt $P-web:/in.txt; docker exec $P-web md5sum /in.txt' },
  { line: 'docker cp $P-web:/in.txt $P-out.txt; cmp in.txt $P-out.txt && echo equal' },
  { line: 'tar -c in.txt | docker cp - $P-web:/tmp; docker exec $P-web ls /tmp' },
  { line: 'docker cp $P-web:/etc - | tar -t | sort' },
  { line: 'docker cp $P-web:/no/such/file .' },
  // Images
  { line: 'docker images busybox --format "{{.Repository}}:{{.Tag}}"' },
  { line: 'docker history busybox --format "{{.Size}} {{.CreatedBy}}"' },
  {
    line: 'docker tag busybox localhost/$P/box:1; docker rmi localhost/$P/box:1; docker rmi localhost/$P/box:1',
    oneByOne: true,
  },
  {
    line: 'docker commit -m saved $P-web localhost/$P/kept:1 | wc -c; docker run --rm --network none localhost/$P/kept:1 md5sum /in.txt',
  },
  { line: 'docker save busybox | docker load' },
  {
    line: 'docker export $P-web | docker import - localhost/$P/flat:1 | wc -c; docker rmi localhost/$P/flat:1 > /dev/null',
  },
  { line: 'head -c 2000000 /dev/zero | docker load' },
  { line: 'docker pull localhost:1/none', only: 'docker' },
  { line: 'docker push localhost/$P/kept:1' },
  { line: 'docker login -u me -p secret localhost:1' },
  {
    line: 'DOCKER_BUILDKIT=0 docker build --no-cache --network none --build-arg P=$P -t localhost/$P/built:1 .',
  },
  { line: 'docker run --rm --network none localhost/$P/built:1' },
  {
    line: 'tar -c . | DOCKER_BUILDKIT=0 docker build --no-cache --network none --build-arg P=$P -q -t localhost/$P/built:2 - | wc -c',
  },
  {
    line: 'printf "FROM busybox\\nRUN exit 9\\n" | DOCKER_BUILDKIT=0 docker build --network none -',
  },
  { line: 'printf "NONSENSE\\n" | DOCKER_BUILDKIT=0 docker build -' },
  {
    line: 'docker buildx build --progress quiet --build-arg P=$P -t localhost/$P/built:3 -f Dockerfile.x . | wc -c; docker images localhost/$P/built --format "{{.Tag}}" | sort',
    only: 'docker',
  },
  // Networks and volumes
  {
    line: 'docker network create $P-net | wc -c; docker network ls --filter name=$P --format "{{.Name}} {{.Driver}}"',
  },
  {
    line: 'docker network inspect $P-net --format "{{.Name}} {{.Driver}}"; docker network rm $P-net $P-net',
  },
  {
    line: 'docker volume create $P-vol; docker run --rm --network none -v $P-vol:/v busybox touch /v/f; docker volume ls -q --filter name=$P; docker volume rm $P-vol; docker volume rm $P-vol',
  },
  // The end
  { line: 'docker update --restart no $P-web' },
  { line: 'docker restart -t 0 $P-web; docker kill -s KILL $P-web; docker wait $P-web' },
  { line: 'docker rm $P-web; docker rm $P-web; docker rm -f $P-talks $P-cat $P-att $P-ev' },
  { line: 'docker ps -aq --filter name=$P' },
];
